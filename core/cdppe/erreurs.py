"""The errors a user may see: one French sentence each, and the exit status it leads to."""


class ErreurCdppe(Exception):
    """Root of every error cdppe raises on purpose; the message says what, where and what to do."""

    code_sortie = 3


class ErreurUsage(ErreurCdppe):
    """The command was asked for something that cannot be: wrong option, unknown département, missing file."""

    code_sortie = 2


class ErreurDocument(ErreurCdppe):
    """A document cannot be read at all."""


class ErreurPlugin(ErreurCdppe):
    """A plugin cannot be used; the others go on."""


class ErreurCadre(ErreurCdppe):
    """A yearly file of the national framework is faulty: nothing can be read against it."""
