"""Every sentence of the screens has its English, and the catalogue holds nothing else."""

from scripts import messages


def test_the_english_is_complete() -> None:
    assert not messages.troubles()


def test_a_template_gives_its_sentences_however_it_is_indented() -> None:
    source = "  <p>{% translate 'Masuk' %}</p>\n\t{% blocktranslate %}Ada {{ n }}{% endblocktranslate %}"

    text = messages._as_python(source, "page.html")

    assert "'Masuk'" in text
    assert "'Ada %(n)s'" in text
