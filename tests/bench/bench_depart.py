"""P10: departure of a member who holds every situation, file key renewed; ``--grand`` for the 2,000 of the budget."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from pathlib import Path

from gsn_app.actions.apport import add_apport
from gsn_app.actions.depart import revoke_membre
from gsn_app.domain.acte import Acte
from gsn_app.domain.situation import Personne, Typologie
from gsn_app.store import situation as situations
from gsn_app.store.coffre import BASE
from tests.coffre_prepare import GSN, build

MESURES = ("P10",)
BUDGET = 15.0
CERCLE = ("coordo", "ecole", "social")


def main() -> None:
    """A quarter, half and the whole: seconds, per situation, size of the file."""
    whole = 2_000 if "--grand" in sys.argv else 400
    sys.stdout.write(f"P10  départ d’un membre de {whole} situations (budget {BUDGET:.0f} s à 2 000)\n")
    for n in (whole // 4, whole // 2, whole):
        measure(n)


def measure(n: int) -> None:
    """One departure, every byte of it through the action that a coordonnateur triggers."""
    with tempfile.TemporaryDirectory() as folder:
        coffre = build(Path(folder))
        session = coffre.open("coordo")
        le = session.now().isoformat(timespec="seconds")
        circle = [coffre.membres[x] for x in CERCLE]
        ids = []
        with session.unit(Acte.SITUATION_OUVERTE, motif="mesure") as u:
            for rank in range(n):
                personne = Personne(f"Mesure {rank}", "Zoé", "2012-05-03", "F", "1 rue Fictive")
                typologie = Typologie(
                    motif="motif.ABS", origine="origine.EN", instance_id=GSN, date_ouverture=session.today()
                )
                dossier = situations.create_situation(u, personne, typologie, circle, le)
                situations.note(u, dossier, Acte.SITUATION_OUVERTE)
                ids.append(dossier.id.hex())
        for situation_id in ids[:20]:
            for rank in range(5):
                add_apport(session, situation_id, f"Point {rank} de la mesure, échange calme.")
        size = (coffre.coffre / BASE).stat().st_size / 1e6
        looks: list[float] = []
        start, work = time.perf_counter(), time.process_time()
        done = revoke_membre(
            session, coffre.membres["social"], progress=lambda *_: looks.append(time.perf_counter())
        )
        took, work = time.perf_counter() - start, time.process_time() - work
        silence = max(b - a for a, b in itertools.pairwise(looks))
        session.close()
        coffre.open("ecole").close()
        if done != n:
            raise RuntimeError(done)
        load = os.getloadavg()[0]
        sys.stdout.write(
            f"     {n:>5} situations  {took:6.2f} s  processeur {work:5.2f} s, {1000 * work / n:.1f} ms/situation  fichier {size:.1f} Mo  "
            f"silence le plus long {silence:.2f} s  (charge {load:.1f})\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
