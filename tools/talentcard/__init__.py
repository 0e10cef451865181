"""talentcard: the registry, deadlines and public site of a city's talent service card.

cli.py, verbs/          the command line
model.py, kinds.py      records as typed values
registry.py             all records, indexed
workdays.py, policy.py  working days; the rules in force on a day
cases.py, obligations.py  who owes what to whom, by when, under which article
rules/                  what `check` checks
reports/, pages.py      tables and view models
yamlsource.py, schemas.py, loading.py, locating.py  reading, strictly
messages.py, render/    words and output formats
templates.py, builder.py  the site
"""
