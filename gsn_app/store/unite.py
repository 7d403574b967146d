"""Unit of work: no write without its act; the entry and the data become durable together, or neither does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from types import TracebackType

from gsn_app.errors import GsnError
from gsn_app.store import journal
from gsn_app.store.coffre import Coffre
from gsn_app.store.connection import DatabaseError, translate
from gsn_app.store.journal import Entree, Tail
from gsn_app.store.racine_etat import Value
from gsn_app.store.schema import PROTECTED


class Unite:
    """``with Unite(coffre, Entree(...)) as u:`` — leaving without an error commits, else everything is undone."""

    def __init__(self, coffre: Coffre, entree: Entree) -> None:
        self.coffre = coffre
        self._entrees = [entree]
        self._tail: Tail = coffre.tail
        self._undos: list[Callable[[], object]] = []

    def __enter__(self) -> Unite:
        try:
            self.coffre.conn.execute("BEGIN IMMEDIATE")
        except DatabaseError as error:
            raise translate(error) from None
        return self

    def also(self, entree: Entree) -> None:
        """Add an entry to the same transaction."""
        self._entrees.append(entree)

    def on_undo(self, gesture: Callable[[], object]) -> None:
        """Run this when the unit fails, to put back what memory already believed."""
        self._undos.append(gesture)

    def entry_number(self) -> int:
        """Number that the first entry of this unit will bear."""
        return self.coffre.tail.n + 1

    def insert(self, table: str, row: tuple[Value, ...]) -> None:
        """Insert a row of a protected table, columns in the order of the schema."""
        marks = ", ".join("?" * len(row))
        self.coffre.conn.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
        self.coffre.racine.put(table, row)

    def replace(self, table: str, row: tuple[Value, ...]) -> None:
        """Insert or replace a row of a protected table."""
        marks = ", ".join("?" * len(row))
        self.coffre.conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608
        self.coffre.racine.put(table, row)

    def delete(self, table: str, row_id: Value) -> None:
        """Delete a row of a protected table by its id."""
        if table not in PROTECTED:
            raise KeyError(table)
        self.coffre.conn.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))  # noqa: S608
        self.coffre.racine.remove(table, row_id)

    def save_valeur(self, nom: str, valeur: bytes) -> None:
        """Set a value of the table ``coffre``."""
        self.replace("coffre", (nom, valeur))

    def next_number(self, nom: str) -> int:
        """Next number of a series, kept in the vault; a failed unit gives it back."""
        found = self.coffre.read_valeur(f"numero.{nom}")
        number = int(found or b"0") + 1
        self.save_valeur(f"numero.{nom}", b"%d" % number)
        return number

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        coffre = self.coffre
        if kind is None:
            try:
                self._append()
                coffre.conn.execute("COMMIT")
            except DatabaseError as failure:
                self._undo()
                raise translate(failure) from None
            except BaseException:
                self._undo()
                raise
            coffre.racine.keep()
            coffre.tail = self._tail
            with contextlib.suppress(GsnError):  # a head file behind the vault is normal, one ahead alarms
                coffre.save_tete()
            return
        self._undo()
        if isinstance(error, DatabaseError):
            raise translate(error) from None

    def _append(self) -> None:
        coffre = self.coffre
        root = coffre.racine.root()
        tail = coffre.tail
        for entree in self._entrees:
            tail = journal.append(coffre.conn, coffre.writer, tail, entree, root, coffre.now_ms())
        self._tail = tail

    def _undo(self) -> None:
        coffre = self.coffre
        coffre.racine.rollback()
        for gesture in reversed(self._undos):
            gesture()
        if coffre.conn.in_transaction:
            try:
                coffre.conn.execute("ROLLBACK")
            except DatabaseError:
                coffre.conn.close()
