"""Why a text was not written into a field that holds its row."""

from tepat.engine.sentences import Sentence
from tepat.intake.models import Batch
from tepat.platform.regions import queries as regions


def trouble(field: str, text: str, batch: Batch) -> Sentence:
    """What is wrong, what that means, what to do. A key is not repeated: it may be somebody's number."""
    if field == "region_code":
        place = regions.full_names([batch.region_code]).get(batch.region_code, batch.region_code)
        return Sentence(
            "«{text}» bukan kode atau nama desa di {region}, atau beberapa desa bernama begitu. Baris tetap tertahan. "
            "Pilih kode desanya dari saran.",
            {"text": text, "region": place},
        )
    return Sentence(
        "Isian ini tidak dapat menjadi pengenal. Baris tetap tertahan. Salin kuncinya persis seperti pada sumbernya; "
        "NIK dan No. KK terdiri atas 16 angka."
    )
