"""The numbering plans that `src/value/phone` reads, out of the metadata of Google's libphonenumber.

    python3 tests/value/phone_plans.py table > src/value/phone/plans.tsv
    python3 tests/value/phone_plans.py vectors 20000 > numbers.tsv

The second writes invented numbers with what that library makes of each; `bash tests/run.sh` holds
our reader to them. They are not kept: an invented number may be somebody's.
"""

import random
import sys

import phonenumbers as p
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE as REGIONS
from phonenumbers import PhoneMetadata


def metadata(country):
    region = REGIONS[country][0]
    if region == "001":
        return PhoneMetadata.metadata_for_nongeo_region(country)
    return PhoneMetadata.metadata_for_region(region)


def lengths(these):
    return ",".join(str(length) for length in these if length > 0)


def table():
    print("# Made by tests/value/phone_plans.py: country, lengths, lengths inside a region, national")
    print("# prefix, what it is replaced by, what a number looks like.")
    for country in sorted(REGIONS):
        plan = metadata(country)
        general = plan.general_desc
        # Python writes the first group of a match as \1, Rust as $1.
        rule = (plan.national_prefix_transform_rule or "").replace("\\", "$")
        fields = [
            str(country),
            lengths(general.possible_length),
            lengths(general.possible_length_local_only),
            plan.national_prefix_for_parsing or "",
            rule,
            general.national_number_pattern,
        ]
        assert not any("\t" in field or "\n" in field for field in fields)
        print("\t".join(fields))


def outcome(text):
    try:
        number = p.parse(text, None)
    except p.NumberParseException:
        return "wrong"
    if not p.is_possible_number(number) and (
        p.is_possible_number_with_reason(number)
        != p.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    ):
        return "wrong"
    return p.format_number(number, p.PhoneNumberFormat.E164)


def invented():
    country = random.choice(sorted(REGIONS) + [999, 210])
    plan = metadata(country) if country in REGIONS else None
    known = list(plan.general_desc.possible_length) if plan else [8]
    length = max(1, random.choice(known) + random.choice([0, 0, 0, 0, -1, 1]))
    digits = "".join(random.choice("0123456789") for _ in range(length))
    if plan and plan.national_prefix and random.random() < 0.4:
        digits = plan.national_prefix + digits
    return f"+{country}{digits}"


def vectors(count):
    for _ in range(count):
        text = invented()
        print(f"{text}\t{outcome(text)}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["table"]:
            table()
        case ["vectors", count]:
            vectors(int(count))
        case _:
            sys.exit(__doc__)
