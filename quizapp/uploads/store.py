"""What uploads keep about one person."""

from quizapp.kernel.own_data import Part
from quizapp.people.store.own_rows import rows_of
from quizapp.uploads.models import Upload, UploadDay

PART = Part(
    "uploads", {"uploads": rows_of(Upload, "member_id"), "upload_days": rows_of(UploadDay, "member_id")}
)
