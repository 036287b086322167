"""Attitudes: requirements that a profile cannot show, such as "wish to work", "neatness" or "ready to work standing".

They stand in many vacancies and everybody may claim them, so they order nobody: as requirements they neither help nor harm. What somebody
must really be able to bear (night work, standing, heights) is a duty or a shift, and the eligibility rules decide it.
"""

ATTITUDES = frozenset(
    {
        "accept_guidance", "adaptability", "attention_to_detail", "cash_honesty", "diligence", "discipline", "empathy", "fast_pace_work",
        "follow_verbal_orders", "good_memory", "handy_skills", "honesty", "initiative", "learn_quickly", "loyalty", "monotonous_work",
        "neatness", "night_shifts", "no_bad_habits", "overtime_work", "patience", "physical_stamina", "physical_strength", "punctuality",
        "responsibility", "rotation_work", "save_materials", "sedentary_work", "self_control", "shift_work", "stress_tolerance", "teamwork",
        "tolerate_smells", "willingness_to_work", "work_in_any_weather", "work_in_dust_noise", "work_independently", "work_outdoors",
        "work_standing", "workplace_order",
    }
)  # fmt: skip
"""Keys of the pilot taxonomy (fixtures/taxonomy/transversal)."""
