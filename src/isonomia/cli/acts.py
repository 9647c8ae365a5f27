"""``isonomia acts``: the acts of technology-facilitated gender-based violence, and one in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.vocabulary import Act, Language

__all__ = ["acts"]


def acts(
    name: Annotated[
        str | None, typer.Argument(metavar="[ACT]", help="One act [default: list them all].")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the words.")] = Lang.en,
) -> None:
    """List acts of technology-facilitated gender-based violence, or explain one.

    One act is shown with its meaning, where to turn, and the codes by which others name it.
    """
    with plain_failures():
        from isonomia.vocabulary import acts as known_acts  # noqa: PLC0415

        known = known_acts()
        if name is None:
            for act in known.values():
                typer.echo(f"{act.id:<27}{act.title[lang.value]}")
        elif name in known:
            _show(known[name], lang.value)
        else:
            raise UsageError(f"There is no act {name}: name one of {', '.join(known)}.")


def _show(act: Act, language: Language) -> None:
    from isonomia.vocabulary import act_words, taxonomies  # noqa: PLC0415

    words = {name: text[language] for name, text in act_words().items()}
    typer.echo(f"{act.title[language]}\n\n{act.meaning[language]}\n")
    if not act.help_only:
        typer.echo(f"{words['help']}\n  {act.adults[language]}\n")
    typer.echo(f"{words['help' if act.help_only else 'route']}\n  {act.route[language]}\n")
    typer.echo(words["maps"])
    for taxonomy in taxonomies().values():
        typer.echo(f"  {taxonomy.title}\n    {taxonomy.url}")
        for code, fit in act.maps.get(taxonomy.id, {}).items():
            typer.echo(f"    {code}: {taxonomy.codes[code]} ({words[fit]})")
        if taxonomy.id not in act.maps:
            typer.echo(f"    – ({words['none']})")
