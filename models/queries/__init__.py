"""Every query, one file per noun.

`get_` gives one record or None, `find_` the records of given keys, `list_` a page in stable order, `count_` a number, `stream_`
everything, in pieces. All take the session first and the rest by keyword. Nothing here writes, decides, or asks who is asking.
"""
