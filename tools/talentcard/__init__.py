"""talentcard: the registry, deadlines and public site of a city's talent service card.

cli.py, verbs/     the command line
core/              pure: records as values, the rules in force, deadlines, obligations, checks, view models
reading/           from bytes to records and located findings, strictly
messages/          the words, Chinese and English
render/            findings and obligations in every output format
publishing/        from view models to the finished site
sampling/          invented registries of any size
session.py, context.py, examining.py, progress.py, gitrepo.py   what verbs share

Imports go one way: cli -> verbs -> the rooms of the shell -> core. docs/architecture.md tells more.
"""
