"""Invented registries: the sample in ``records/`` and registries of any size for measuring.

    identities.py  who the people are: visibly nobody
    sealing.py     (shell) their names and numbers sealed, the tags, the key
    streams.py     one stream of randomness and one id for each record, both from (seed, kind, number)
    window.py      the span of time, working days in it
    world.py       public bodies (real, from the root registry) and employers, hospitals, units (invented)
    posts.py       who is a contact of a body, and when
    filings.py     the bodies' filings of annex 14
    lives.py       the hand-made lives of cards: one for each state
    holders.py     a talent, the card and its notices, made or drawn at random
    scripts.py     the one-line notation of the hand-made events
    edge_cases.py  the hand-made requests: one for each edge case of the deadlines
    requests.py    requests drawn at random, by season
    oversight.py   meetings, bulletins, reports, evaluations, problems and suggestions
    plan.py        how many records of each kind, and all of them in one stream
    reference.py   (shell) the rules, calendars and bodies of the root registry
    writing.py     (shell) copies and writes files
    keeping.py     (shell) the figures that the latest bulletin keeps, from the files written
    releases.py    (shell) the public figures of the months, from the files written

Every generator is pure: the same seed, number and rules give the same records.
"""
