#!/usr/bin/env bash
# Makes two volumes of work, as large as they come, for the simulator inside the command:
#   bash examples/workloads.sh FOLDER [CONTACTS] [CALLBACKS]
# A bad morning: 5,000 contacts, most of them stuck, while 3 % end by themselves, 1 % of the requests are
# throttled, 0.5 % fail and 0.1 % of the answers are lost after the contact has ended.
# A campaign: 10,000 callbacks in six zones; 1 % are on the do-not-call list, 2 % of the numbers are refused.
# Every person is invented, and every number belongs to nobody.
set -euo pipefail
folder="${1:?name a folder: bash examples/workloads.sh FOLDER}"
contacts="${2:-5000}" callbacks="${3:-10000}"
examples="$(cd "$(dirname "$0")" && pwd)"
mkdir -p "$folder"

people() {
    cat <<'TOML'
[[access-keys]]
id = "SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======"
secret = "SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL===="
agent = 7

[[agents]]
id = 7
first-name = "Ada"
last-name = "Example"
user-name = "ada@example.com"
state = "Available"

[[skills]]
id = 4021
name = "Callbacks"
outbound = true

[[skills]]
id = 4022
name = "Service"

TOML
}

fault() { printf '[[faults]]\n%s\n\n' "$1"; }

# Every tenth has not waited for long; of every 33 others one is gone by the time that it is ended.
morning() {
    people
    awk -v many="$contacts" 'BEGIN {
        for (n = 0; n < many; n++) {
            id = 20000 + n
            age = n % 10 == 9 ? "1h" : "5h"
            printf "[[contacts]]\nid = %d\nstate = \"InQueue\"\nskill = 4022\nfrom = \"+12025550150\"\nto = \"+12025550100\"\nage = \"%s\"\n\n", id, age
            if (n % 33 == 4)
                printf "[[faults]]\non = \"endContact\"\ncontact = %d\ndo = \"refuse\"\nstatus = 404\ntext = \"Invalid Contact Id.\"\n\n", id
        }
    }'
    fault $'on = "endContact"\ndo = "throttle"\nprobability = 0.01'
    fault $'on = "endContact"\ndo = "error"\nstatus = 500\nwhen = "before"\nprobability = 0.005'
    fault $'on = "endContact"\ndo = "drop"\nwhen = "after"\nprobability = 0.001'
}

campaign() {
    people
    fault $'on = "createScheduledCallback"\ndo = "refuse"\nstatus = 400\ntext = "Phone Number is not valid"\nprobability = 0.02'
    fault $'on = "createScheduledCallback"\ndo = "throttle"\nretry-after = 1\nprobability = 0.001'
}

rows() {
    awk -v many="$callbacks" 'BEGIN {
        split("Europe/Rome Europe/London America/New_York America/Los_Angeles Asia/Tokyo Australia/Sydney", zone, " ")
        print "PhoneNumber,Zone,FirstName,LastName,SkillId"
        for (n = 0; n < many; n++)
            printf "+442079460%03d,%s,Ada,Example %d,4021\n", n % 1000, zone[n % 6 + 1], n
    }'
}

settings() {
    cat <<'TOML'
[profile.morning]
system = "cxone"
simulator = true
world = "morning.toml"
use-at-most = "300/min"

# 50 in 15 minutes and 100 for each of 40 agents: 4,050 callbacks, which is 270 a minute. Each row sends two
# actions, the user and the callback.
[profile.campaign]
system = "cxone"
simulator = true
world = "campaign.toml"
use-at-most = "540/min"

[profile.campaign.inputs]
AgentId = 7
TOML
    awk 'BEGIN {
        printf "DoNotCall = ["
        for (n = 0; n < 1000; n += 100) printf "%s\"+442079460%03d\"", n ? ", " : "", n
        print "]"
    }'
    echo
    sed -n '/^# The opening hours/,$p' "$examples/flow.toml"
}

morning > "$folder/morning.toml"
campaign > "$folder/campaign.toml"
rows > "$folder/callbacks.csv"
settings > "$folder/flow.toml"
cp "$examples/stuck-sweep.flow" "$examples/campaign.flow" "$folder"
echo "$folder has $contacts contacts and $callbacks callbacks. Next:"
echo "  flow run $folder/stuck-sweep.flow -p morning --journal"
echo "  flow run $folder/campaign.flow -p campaign --inputs $folder/callbacks.csv --at-once 16 --journal"
