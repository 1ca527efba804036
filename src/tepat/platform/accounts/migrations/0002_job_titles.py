"""The job titles of the field to begin with; offices add their own."""

from django.db import migrations

TITLES = [
    ("operator-puskesos", "Operator Puskesos", "Desa/kelurahan"),
    ("operator-siks-ng", "Operator SIKS-NG", "Desa/kelurahan"),
    ("tksk", "Tenaga Kesejahteraan Sosial Kecamatan (TKSK)", "Kecamatan"),
    ("pendamping-pkh", "Pendamping PKH", "Kecamatan"),
    ("kasi-kesra-desa", "Kasi Kesejahteraan Rakyat Desa", "Desa"),
    ("kepala-desa", "Kepala Desa", "Desa"),
    ("ketua-bpd", "Ketua BPD", "Desa"),
    ("lurah", "Lurah", "Kelurahan"),
    ("kasi-kesos-kecamatan", "Kasi Kesejahteraan Sosial Kecamatan", "Kecamatan"),
    ("camat", "Camat", "Kecamatan"),
    ("staf-dinsos", "Staf Dinas Sosial", "Dinas Sosial"),
    ("dpmdes", "Staf DPMDes", "DPMDes"),
    ("dukcapil", "Petugas Dukcapil", "Disdukcapil"),
    ("bagian-hukum", "Staf Bagian Hukum", "Sekretariat Daerah"),
    ("sekretariat-tkpk", "Sekretariat TKPK", "Bappeda"),
    ("perencana", "Perencana", "Bappeda"),
    ("pejabat-pdp", "Pejabat Pelindungan Data Pribadi", "Diskominfo"),
    ("auditor", "Auditor", "Inspektorat"),
    ("bupati", "Bupati", "Kabupaten"),
    ("sekda", "Sekretaris Daerah", "Sekretariat Daerah"),
]


def seed(apps, schema_editor):
    JobTitle = apps.get_model("accounts", "JobTitle")
    JobTitle.objects.bulk_create(
        [JobTitle(code=code, title=title, institution=at) for code, title, at in TITLES], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
