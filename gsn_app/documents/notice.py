"""The information notice as one A4 page to hand over: what is recorded, who reads it, for how long, which rights.

Questions and answers, large enough for a tired reader; the same order for the three readers, other words under 15.
"""

from __future__ import annotations

from typing import Final

from gsn_app.documents.mise_en_page import (
    DISCRET,
    FOND,
    GRAS,
    HAUTEUR,
    LARGEUR,
    ROMAIN,
    DocumentTooLong,
    Feuille,
    fit,
    french_date,
    long_date,
    wrap,
)
from gsn_app.domain.modele_texte import NOYAU, fill_modele
from gsn_app.domain.notice import Notice, PublicNotice

_MM: Final = 72 / 25.4
_GAUCHE: Final[float] = 22 * _MM
_UTILE: Final[float] = LARGEUR - 2 * _GAUCHE
_BAS: Final[float] = 36 * _MM
_INTERLIGNE: Final = 1.36
_CORPS: Final = tuple(13 - 0.25 * pas for pas in range(23))


def render_notice(notice: Notice) -> bytes:
    """Return the PDF, exactly one page; raises DocumentTooLong or CaractereNotPrintable."""
    feuille = Feuille("Notice d’information")
    tirage = notice.tirage
    feuille.watermark(f"{tirage.lecteur} – {french_date(tirage.imprime_le)}")
    haut = _draw_head(feuille, notice)
    parties = parts_of(notice)
    for corps in _CORPS:
        if _height_of(parties, corps) <= haut - _BAS:
            break
    else:
        raise DocumentTooLong()
    y = haut
    for question, reponse in parties:
        y = _draw_question(feuille, question, corps, y) if question else y
        for ligne in wrap(reponse, ROMAIN, corps, _UTILE):
            y -= corps * _INTERLIGNE
            feuille.text(_GAUCHE, y, ligne, ROMAIN, corps)
        y -= corps * 0.95
    feuille.foot(
        f"Notice d’information n° {tirage.numero} – exemplaire {tirage.exemplaire}",
        "page 1/1",
        tirage.ancre,
        f"Imprimé par {tirage.lecteur} le {french_date(tirage.imprime_le)}",
        "À remettre en main propre ou sous pli fermé.",
    )
    return feuille.close()


def parts_of(notice: Notice) -> tuple[tuple[str, str], ...]:
    """Headings with their paragraphs, "" when a paragraph goes on; the commune's wording, then the core as it is."""
    if notice.modele is None:
        return questions_of(notice)
    valeurs = {
        "commune": notice.commune, "instance": notice.instance, "prenom_nom": notice.personne, NOYAU: NOYAU,
        "contact": notice.contact, "adresse": notice.adresse.replace("\n", ", "),
    }  # fmt: skip
    parties: list[tuple[str, str]] = []
    question = ""
    for paragraphe in fill_modele(notice.modele, notice.modele.texte, valeurs):
        if paragraphe.bloc == NOYAU:
            parties += [(question, "")] if question else []
            parties += questions_of(notice)[1:]
            question = ""
        elif paragraphe.titre:
            parties += [(question, "")] if question else []
            question = paragraphe.texte
        else:
            parties.append((question, paragraphe.texte))
            question = ""
    return (*parties, (question, "")) if question else tuple(parties)


def questions_of(notice: Notice) -> tuple[tuple[str, str], ...]:
    """The questions with their answers, in the words of the reader."""
    if notice.public is PublicNotice.MOINS_15_ANS:
        return _plain_questions(notice)
    vous = notice.public is PublicNotice.PERSONNE
    qui = "vous" if vous else notice.personne
    mois = _months(notice.conservation_mois)
    return (
        (
            "Pourquoi cette notice ?",
            f"La commune de {notice.commune} anime un groupe de professionnels tenus à la discrétion, appelé "
            f"« {notice.instance} ». Ce groupe cherche avec chacun une aide adaptée. La situation "
            f"{'vous concernant' if vous else f'de {qui}, dont vous êtes représentant légal,'} lui a été "
            "signalée. Cette notice vous le dit avant qu’elle y soit examinée.",
        ),
        (
            "Qu’est-ce qui est noté ?",
            "L’identité et les coordonnées, la scolarité ou la situation professionnelle, l’origine et le motif du "
            "signalement choisis dans une liste, de courts éléments de suivi, les aides proposées et leur résultat. "
            "Jamais la santé, la religion, l’origine, les opinions ni les infractions.",
        ),
        (
            "Qui peut le lire ?",
            "Les seuls membres du groupe admis à cette situation, nommés un par un, signataires d’une charte "
            "déontologique. Rien n’est transmis à d’autres : ni liste, ni copie. Les bilans remis aux élus sont "
            "des totaux sans nom, qui ne permettent de reconnaître personne.",
        ),
        (
            "Sur quel fondement, et pour combien de temps ?",
            "La commune exerce sa mission de prévention de la délinquance (code de la sécurité intérieure, articles "
            f"L132-4 et suivants). Tout est effacé {mois} après la fin du suivi{_archive(notice)}, et en tout cas au "
            f"{notice.age_maximum}e anniversaire.",
        ),
        (
            "Êtes-vous obligé d’accepter ?",
            "Aucune aide n’est imposée. Un suivi individuel avec un référent demande votre accord"
            + ("." if vous else ", ou celui de votre enfant selon son âge."),
        ),
        (
            "Quels sont vos droits ?",
            f"Vous pouvez demander à lire ce qui {'vous' if vous else 'le ou la'} concerne, à le corriger, à "
            "le faire effacer, à en limiter l’usage, et vous opposer au suivi pour une raison tenant à votre "
            "situation. Une réponse vous est due sous un mois.",
        ),
        ("À qui vous adresser ?", _address(notice)),
        (
            "Et si la réponse ne vous convient pas ?",
            "Vous pouvez saisir la Commission nationale de l’informatique et des libertés (CNIL), "
            "3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07, ou sur cnil.fr.",
        ),
    )


def _plain_questions(notice: Notice) -> tuple[tuple[str, str], ...]:
    return (
        (
            "Pourquoi je reçois ce papier ?",
            f"Des adultes de {notice.commune} se réunissent pour aider les jeunes quand quelque chose ne va pas. "
            "Quelqu’un leur a parlé de toi parce qu’il pense que tu as peut-être besoin d’un coup de main. "
            "Tu as le droit de le savoir.",
        ),
        (
            "Qu’est-ce qu’ils écrivent sur moi ?",
            "Ton nom, ton âge, ton école, pourquoi on s’inquiète, et ce qu’on te propose pour t’aider. "
            "Ils n’écrivent rien sur ta santé, ta religion ou ce que tu penses.",
        ),
        (
            "Qui peut lire ?",
            "Seulement quelques adultes qui ont promis par écrit de ne rien répéter. Ni tes amis, ni ta classe, ni "
            "tes voisins. Ces adultes ne sont pas là pour te punir.",
        ),
        (
            "Combien de temps ?",
            "Le temps de t’aider. Quand c’est fini, tout est effacé "
            f"{_months(notice.conservation_mois)} après, sauf raison écrite.",
        ),
        (
            "Est-ce que je suis obligé ?",
            "Non. On te propose de l’aide, on ne te l’impose pas. Tu peux dire oui, dire non, ou poser des questions.",
        ),
        (
            "Qu’est-ce que j’ai le droit de demander ?",
            "Tu peux demander à lire ce qui est écrit sur toi, dire que c’est faux et le faire corriger, ou demander "
            "que ce soit effacé. Tu peux te faire aider par tes parents ou par un adulte en qui tu as confiance.",
        ),
        ("À qui je parle ?", _address(notice, simple=True)),
    )


def _months(nombre: int) -> str:
    return "aussitôt" if nombre == 0 else "un mois" if nombre == 1 else f"{nombre} mois"


def _archive(notice: Notice) -> str:
    if not notice.archive_mois:
        return ""
    return (
        f" ({_months(notice.archive_mois)} au plus si la garde d’une archive fermée est justifiée par écrit)"
    )


def _address(notice: Notice, *, simple: bool = False) -> str:
    ou = notice.adresse.replace("\n", ", ") or f"à la mairie de {notice.commune}"
    comment = f" ({notice.contact})" if notice.contact else ""
    if simple:
        return f"Au délégué à la protection des données, à la mairie : {ou}{comment}. C’est son métier de te répondre."
    return f"Au délégué à la protection des données de la commune, par écrit ou sur place : {ou}{comment}."


def _draw_head(feuille: Feuille, notice: Notice) -> float:
    y: float = HAUTEUR - 18 * _MM
    y = feuille.letterhead(notice.commune, notice.tirage.entete, _GAUCHE, y, _UTILE * 0.6)
    feuille.text_right(
        LARGEUR - _GAUCHE, HAUTEUR - 18 * _MM, f"Le {long_date(notice.tirage.imprime_le)}", ROMAIN, 10
    )
    titre = (
        "Ce papier te concerne"
        if notice.public is PublicNotice.MOINS_15_ANS
        else "Information sur vos données personnelles"
        if notice.public is PublicNotice.PERSONNE
        else "Information des représentants légaux"
    )
    y -= 16
    feuille.text(_GAUCHE, y, titre, GRAS, fit(titre, GRAS, 18, _UTILE))
    y -= 16
    pour = (
        f"Aux représentants légaux de {notice.personne}"
        if notice.public is PublicNotice.REPRESENTANT
        else f"Pour {notice.personne}"
    )
    for ligne in wrap(pour, ROMAIN, 11, _UTILE):
        feuille.text(_GAUCHE, y, ligne, ROMAIN, 11, DISCRET)
        y -= 14
    return y - 8


def _draw_question(feuille: Feuille, question: str, corps: float, y: float) -> float:
    hauteur = corps * 1.75
    feuille.band(_GAUCHE - 6, y - hauteur, _UTILE + 12, hauteur, FOND)
    feuille.text(_GAUCHE, y - hauteur + corps * 0.52, question, GRAS, fit(question, GRAS, corps, _UTILE))
    return y - hauteur - corps * 0.15


def _height_of(parties: tuple[tuple[str, str], ...], corps: float) -> float:
    lignes = sum(len(wrap(reponse, ROMAIN, corps, _UTILE)) for _, reponse in parties)
    questions = sum(bool(question) for question, _ in parties)
    return lignes * corps * _INTERLIGNE + len(parties) * corps * 0.95 + questions * corps * (1.75 + 0.15)
