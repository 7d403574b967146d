"""A screen reader of ours, run by the system's Python: reads the windows of another process through AT-SPI.

Arguments: member, passphrase, code, beginning of a name to search. It finds each control by its accessible id or its
role, acts with the keyboard (xdotool) or the control's own action, and tells what it read as JSON lines.
"""

import json
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE = 60.0


def tell(**words):
    print(json.dumps(words, ensure_ascii=False), flush=True)


def program():
    desktop = Atspi.get_desktop(0)
    for rank in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(rank)
        if child is not None and "Suivi" in (child.get_name() or ""):
            return child
    return None


def all_under(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    if node.get_role() == Atspi.Role.TABLE:
        return
    for rank in range(node.get_child_count()):
        yield from all_under(node.get_child_at_index(rank), depth + 1)


def shown(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)


def wait(look, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = look()
        except gi.repository.GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.2)
    tell(erreur=what)
    sys.exit(1)


def find(ident):
    def look():
        for node in all_under(program()):
            if (node.get_accessible_id() or "").endswith(ident) and shown(node):
                return node
        return None

    return wait(look, f"« {ident} » never came")


def read_all():
    found = []
    for node in all_under(program()):
        if shown(node) and node.get_name():
            found.append((node.get_role_name(), node.get_name()))
    return found


def press(*keys):
    subprocess.run(["xdotool", "key", *keys], check=True)


def focus(node):
    node.get_component_iface().grab_focus()
    wait(lambda: node.get_state_set().contains(Atspi.StateType.FOCUSED), f"{node.get_name()} takes no focus")


def main(member, passphrase, code, search):
    wait(program, "the program is not on the bus")
    tell(titre=program().get_name())
    members = find("gsn_ouverture_membre")
    wait(lambda: members.get_child_count() > 0, "no member")
    focus(members)
    for _line in range(30):
        if (members.get_name() or "").startswith(member) or value_of(members).startswith(member):
            break
        press("Down")
        time.sleep(0.15)
    secret = find("gsn_ouverture_passphrase")
    tell(etiquettes=labels_of("gsn_ouverture_coffre") + labels_of("gsn_ouverture_membre"))
    tell(ouverture=read_all(), secret=[secret.get_role_name(), secret.get_name()], membre=value_of(members))
    secret.get_editable_text_iface().set_text_contents(passphrase)
    text = secret.get_text_iface()
    tell(lu_du_secret=Atspi.Text.get_text(text, 0, text.get_character_count()))
    focus(secret)
    press("Return")
    digits = find("gsn_code_chiffres")
    digits.get_editable_text_iface().set_text_contents(code)
    focus(digits)
    press("Return")
    find("gsn_aller_accueil")
    press("ctrl+k")
    field = find("gsn_situations_recherche")
    field.get_editable_text_iface().set_text_contents(search)
    table = find("gsn_situations_table")
    grid = wait(lambda: table.get_table_iface(), "no table")
    wait(lambda: grid.get_n_rows() == 1, "not found alone")
    cell = grid.get_accessible_at(0, 0)
    tell(table=[table.get_role_name(), table.get_name()], cellule=[cell.get_role_name(), cell.get_name()])
    focus(table)
    press("Home", "Return")
    find("gsn_identite_nom")
    time.sleep(1)
    tell(situation=read_all())
    press("ctrl+l")
    find("gsn_ouverture_membre")
    tell(verrou=read_all())


def labels_of(ident):
    """What labels a control: on Linux the name of a list is its value, its label is a relation."""
    return [
        relation.get_target(rank).get_name()
        for relation in find(ident).get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        for rank in range(relation.get_n_targets())
    ]


def value_of(node):
    """What a list shows: the name of its selected child."""
    selection = node.get_selection_iface()
    if selection is not None and selection.get_n_selected_children() > 0:
        return selection.get_selected_child(0).get_name() or ""
    return node.get_name() or ""


if __name__ == "__main__":
    main(*sys.argv[1:])
