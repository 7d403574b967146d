"""Writes ``docs/actions.md``, every public function of ``gsn_app.actions``: ``python -m tests.actions.list_actes``.

Signatures and sentences come from the code, roles from ``charter/regles.toml``, error codes from what each function
can reach: its own ``raise`` statements and those of what it calls in ``gsn_app``, read from the source.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any

import gsn_app.actions
from gsn_app.config import KDF
from gsn_app.domain.chemin import Chemin
from gsn_app.errors import GsnError, InvalidInput, Refused
from gsn_app.ressources import read_ressource
from tests.architecture.arbre import ROOT

LIST = ROOT / "docs" / "actions.md"
RIGHTS: dict[str, dict[str, Any]] = tomllib.loads(read_ressource("regles.toml").decode())["actes"]
#: methods that acts call on objects, by the class that defines them
METHODS = (
    "gsn_app.actions.session.Session", "gsn_app.domain.situation.Personne",
    "gsn_app.domain.membre.NouveauMembre", "gsn_app.domain.liste.ListeFermee", "gsn_app.store.annuaire.Annuaire",
    "gsn_app.domain.rappel_ordre_evenement.Evenement", "gsn_app.domain.chemin.Chemin", "gsn_app.domain.seance.Seance",
)  # fmt: skip
#: what acts hand to one another: keys, paths and events, never a caller's
BETWEEN = re.compile(r"Dossier|Chemin\[|Evenement")
#: how the acts themselves are written
MACHINERY = {"act", "reference_of", "describe_jump"}
#: more codes of the rappel than this are said as a family: replaying its events judges them all
MANY = 12
BIRTH = ("__init__", "__post_init__", "_check")
#: refusals of a damaged or held vault may come from anywhere: said once, not under each act
LAYERS = ("actions", "domain", "store", "documents", "anonymat", "bac_a_sable")
#: the only cipher module whose refusals a person causes by what they type
TYPED = "crypto/sequestre.py"

HEADING = """# gsn_app.actions

The only door to a vault, for windows, the command line, tests and tools. Written by
`python -m tests.actions.list_actes` from the code; do not change it by hand.

- Everything is synchronous, one call at a time per session; opening, creating and enrolling cost one Argon2id.
- An **act** goes gate → load → rule → save and journal. Its refusal (`Refused`) leaves an entry `acces.refuse` whose
  motive is the act and the error's code; an `InvalidInput` leaves nothing. Neither writes anything else.
- **Who** is the charter's (`regles.toml`): REF-01 to other roles, REF-02 until the charter in force is signed.
  `auteur` and `referent_parcours` are held on one object.
- A consultation's entry is durable before anything is decrypted.
- **Errors** lists the refusals and input errors a function may raise, sentences in [erreurs.md](erreurs.md). A vault
  held, damaged, full or tampered with (`OUV-`, `END-`, `ALT-`, `JOU-01`…) may be said by any of them.
- `progress(done, total) -> bool` is called back now and then; returning False asks to stop.
"""


def action_modules() -> list[ModuleType]:
    """Every module of ``gsn_app.actions``, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(gsn_app.actions.__path__))
    return [importlib.import_module(f"gsn_app.actions.{name}") for name in names]


def public_functions(module: ModuleType) -> list[tuple[str, Any]]:
    """Functions a caller may use, in the order of the source."""
    found = [
        (name, thing)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing)
        and not name.startswith(("_", "require_"))
        and name not in MACHINERY
        and thing.__module__ == module.__name__
        and not BETWEEN.search(str(inspect.signature(inspect.unwrap(thing))))
    ]
    return sorted(found, key=lambda pair: inspect.unwrap(pair[1]).__code__.co_firstlineno)


def public_classes(module: ModuleType) -> list[tuple[str, Any]]:
    """Classes a caller receives or builds; errors are listed elsewhere."""
    return [
        (name, thing)
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and thing.__module__ == module.__name__
        and not name.startswith("_")
        and not issubclass(thing, GsnError)
    ]


def signature_of(name: str, function: Any) -> str:
    """The signature as it must be called."""
    text = f"{name}{inspect.signature(inspect.unwrap(function))}"
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", text.replace(repr(KDF), "KDF"))
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)


@cache
def _functions() -> dict[str, tuple[ModuleType, ast.FunctionDef]]:
    """Every function and method of the layers below the windows: dotted name → its module and syntax."""
    found = {}
    for layer in (*LAYERS, TYPED):
        place = ROOT / "gsn_app" / layer
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            module = importlib.import_module(name)
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    found[f"{name}.{node.name}"] = (module, node)
                elif isinstance(node, ast.ClassDef):
                    for inner in node.body:
                        if isinstance(inner, ast.FunctionDef):
                            found[f"{name}.{node.name}.{inner.name}"] = (module, inner)
    return found


def _place(thing: Any) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"


def _targets(module: ModuleType, node: ast.expr) -> list[str]:
    """Dotted names of ours that an expression may reach."""
    if isinstance(node, ast.Attribute):
        owner = getattr(module, node.value.id, None) if isinstance(node.value, ast.Name) else None
        if inspect.ismodule(owner):
            return _named(getattr(owner, node.attr, None))
        # the birth of a class is followed by its name, parents included: « super().__init__ » names no other
        return [f"{owner}.{node.attr}" for owner in METHODS if node.attr != "__init__"]
    return _named(getattr(module, node.id, None)) if isinstance(node, ast.Name) else []


def _named(thing: Any) -> list[str]:
    if inspect.isfunction(thing):
        return [_place(inspect.unwrap(thing))]
    if inspect.isclass(thing):
        return [f"{_place(parent)}.{birth}" for parent in thing.__mro__[:-1] for birth in BIRTH]
    if isinstance(thing, Chemin):
        return _named(dict(thing.apres))
    if isinstance(thing, dict):  # a table of functions or classes
        return [name for value in thing.values() for name in _named(value)]
    return []


@cache
def _own(place: str) -> tuple[frozenset[str], frozenset[type[GsnError]]]:
    """What one function calls and which errors it makes; annotations and handlers left out."""
    module, tree = _functions()[place]
    calls: set[str] = set()
    errors: set[type[GsnError]] = set()
    hidden = {id(x) for part in _unread(tree) for x in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Name | ast.Attribute):
            thing = getattr(module, node.id, None) if isinstance(node, ast.Name) else _member(module, node)
            made = _errors_in(thing)
            errors.update(made)
            if not made:
                calls.update(_targets(module, node))
    return frozenset(calls), frozenset(errors)


def _errors_in(thing: Any) -> set[type[GsnError]]:
    """An error class, or those that a table of rules names."""
    if inspect.isclass(thing) and issubclass(thing, GsnError):
        return {thing}
    if isinstance(thing, tuple):
        return {error for value in thing for error in _errors_in(value)}
    return set()


def _member(module: ModuleType, node: ast.Attribute) -> Any:
    owner = getattr(module, node.value.id, None) if isinstance(node.value, ast.Name) else None
    return getattr(owner, node.attr, None) if inspect.ismodule(owner) else None


def _unread(tree: ast.FunctionDef) -> list[ast.AST]:
    found: list[ast.AST] = [a.annotation for a in ast.walk(tree) if isinstance(a, ast.arg) and a.annotation]
    found += [h.type for h in ast.walk(tree) if isinstance(h, ast.ExceptHandler) and h.type]
    found += [n.annotation for n in ast.walk(tree) if isinstance(n, ast.AnnAssign)]
    return found + ([tree.returns] if tree.returns else []) + list(tree.decorator_list)


def codes_of(function: Any) -> list[str]:
    """Codes of the refusals and input errors that a function may raise."""
    seen: set[str] = set()
    waiting = [_place(inspect.unwrap(function))]
    errors: set[type[GsnError]] = set()
    while waiting:
        place = waiting.pop()
        if place in seen or place not in _functions():
            continue
        seen.add(place)
        calls, made = _own(place)
        waiting.extend(calls)
        errors.update(made)
    said = {error.code for error in errors if issubclass(error, Refused | InvalidInput)}
    return sorted(said - {"REF-00", "SAI-00"})


def _function_text(name: str, function: Any) -> str:
    lines = [f"### `{signature_of(name, function)}`", "", inspect.getdoc(function) or ""]
    acte = getattr(function, "acte", None)
    lines.append("")
    if acte is not None:
        roles = ", ".join(RIGHTS[str(acte)]["roles"])
        lines.append(f"- Act `{acte}` · who: {roles}")
    codes = codes_of(function)
    guards = [code for code in codes if code.startswith("RAO-")]
    if len(guards) > MANY:
        codes = sorted({*codes} - {*guards} | {"the guard concerned among RAO-01 to RAO-35"})
    if codes:
        lines.append(f"- Errors: {', '.join(codes)}")
    return "\n".join(lines).rstrip() + "\n"


def _class_text(name: str, thing: Any) -> str:
    text = f"### class `{name}`\n\n{inspect.getdoc(thing) or ''}\n"
    if is_dataclass(thing):
        return text + "\n" + "".join(f"- `{f.name}: {f.type}`\n" for f in fields(thing))
    for inner, member in vars(thing).items():
        if inner.startswith("_"):
            continue
        if isinstance(member, property):
            text += f"\n- `{inner}` — {inspect.getdoc(member)}"
        elif inspect.isfunction(member):
            text += f"\n- `{signature_of(inner, member)}` — {(inspect.getdoc(member) or '').splitlines()[0]}"
    return text + "\n"


def listing() -> str:
    """The whole text of ``docs/actions.md``."""
    parts = [HEADING]
    for module in action_modules():
        functions, classes = public_functions(module), public_classes(module)
        if not functions and not classes:
            continue
        parts.append(f"## {module.__name__}\n\n{inspect.getdoc(module)}\n")
        parts += [_class_text(name, thing) for name, thing in classes]
        parts += [_function_text(name, function) for name, function in functions]
    return "\n".join(parts)


if __name__ == "__main__":
    LIST.write_text(listing(), encoding="utf-8")
    sys.stdout.write(
        f"{LIST.relative_to(ROOT)}: {sum(len(public_functions(m)) for m in action_modules())} functions\n"
    )
