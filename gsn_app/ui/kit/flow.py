"""A layout that wraps: nothing is lost on a narrow window or at 200 %."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Places items left to right and wraps, so that nothing is lost at 200 %."""

    def __init__(self, parent: QWidget | None = None, *, espace: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._espace = espace
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Keep an item."""
        self._items.append(item)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Grows in neither direction."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the rows at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """The minimum is enough."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The largest item."""
        taille = QSize()
        for item in self._items:
            taille = taille.expandedTo(item.minimumSize())
        return taille

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, hauteur = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            taille = item.sizeHint()
            if x + taille.width() > rect.right() + 1 and hauteur:
                x, y, hauteur = rect.x(), y + hauteur + self._espace, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), taille))
            x += taille.width() + self._espace
            hauteur = max(hauteur, taille.height())
        return y + hauteur - rect.y()


class FlowRow(QWidget):
    """A row of widgets, typically buttons, that wraps."""

    def __init__(self, *widgets: QWidget, espace: int = 10) -> None:
        super().__init__()
        self.flow = FlowLayout(self, espace=espace)
        politique = self.sizePolicy()
        politique.setHeightForWidth(True)
        self.setSizePolicy(politique)
        for widget in widgets:
            self.flow.addWidget(widget)
