"""An invented country: people, employers, vacancies and outcomes drawn from stated shares, the same for the same seed.

`recipe` says how often what occurs, `lore` what trades and skills the taxonomy offers, `population`, `lives` and `posts` draw people and
vacancies as columns, `truth` is the model that outcomes are drawn from, `referrals` draws them, `world` is the use case that writes it all.
"""
