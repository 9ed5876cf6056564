"""A sound flow for the small folder, to be spoilt in one place by each test."""

FLOW = """\
id: voor-startgesprek
title: Voor een startgesprek
about: Je kiest een doel.
conversation: startgesprek
minutes: 4
openings:
  - {ask: "Wat wil je leren?", source: "Een bron"}
  - {ask: "Waar begin je?", source: "Een bron"}
steps:
  - id: doel
    purpose: het doel
    idea: "Een idee"
    ask: ["Wat is je doel?", "Wat wil je?", "Waar gaat het om?"]
    answer: keuze
    choices: ["Leren", "Afspreken"]
    next:
      - {choice: "Leren", go: zeker}
      - {skipped: true, go: einde}
  - id: moment
    purpose: een moment
    idea: "Een idee"
    ask: ["Welk moment kies je?", "Wanneer lukte het?", "Welk moment zie je?"]
    answer: tekst
    optional: true
  - id: zeker
    purpose: hoe zeker
    idea: "Een idee"
    ask: ["Hoe zeker ben je?", "Welk cijfer geef je?", "Kies een cijfer."]
    answer: schaal
    next:
      - {at_most: 4, go: klein}
      - {steer: [gelukt, collega]}
  - id: klein
    purpose: een stap
    idea: "Een idee"
    ask: ["Wat helpt?", "Wat maakt het makkelijker?", "Wie helpt?"]
    answer: passage
    next:
      - {go: plan}
  - id: gelukt
    purpose: succes
    idea: "Een idee"
    efficacy: succes
    ask: ["Wat lukte eerder?", "Wat kun je al?", "Wat deed je toen?"]
    answer: tekst
    next:
      - {go: plan}
  - id: collega
    purpose: voorbeeld
    idea: "Een idee"
    efficacy: voorbeeld
    ask: ["Wie doet dit goed?", "Van wie leer je?", "Wat neem je over?"]
    answer: tekst
  - id: plan
    purpose: een plan
    idea: "Een idee"
    ask: ["Wat is je plan?", "Als wat, dan wat?", "Wat neem je je voor?"]
    answer: plan
"""
FILE = "flows/start.yaml"
