"""``gsn renouveler-secret``: the coordonnateur alone, their passphrase on a descriptor; who must follow is named."""

from __future__ import annotations

from tests.cli.commande import PHRASES, Coffre, gsn


def test_the_coordonnateur_renews_it_and_each_opens_as_usual_the_auditeur_may_not(coffre: Coffre) -> None:
    where = ("--coffre", coffre.dossier, "--poste", coffre.poste)
    refused = gsn(
        "renouveler-secret", *where, "--membre", coffre.membres["dpo"], secret=PHRASES["dpo"].encode()
    )
    assert refused.code == 3 and "REF-01" in refused.erreur and refused.erreur.count("\n") == 1
    assert not (coffre.poste / "secrets").exists()
    said = gsn(
        "renouveler-secret", *where, "--membre", coffre.membres["coordo"], secret=PHRASES["coordo"].encode()
    )
    assert (said.code, said.erreur) == (0, "")
    assert "imprimez la nouvelle trousse" in said.dit and "Suivront à leur prochaine ouverture" in said.dit
    seen = gsn("verifier", *where, "--membre", coffre.membres["dpo"], secret=PHRASES["dpo"].encode())
    assert seen.code == 0, seen.erreur
