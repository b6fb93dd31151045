#!/usr/bin/env bash
# The service under a running systemd, with the units and the commands that docs/operate.md has: both units start, no
# request is rejected while the service restarts, a service that is killed comes back with its runs, and a journal is
# backed up and restored. systemd is the first process of namespaces of its own, over a root of its own: nothing on
# this machine changes. Needs root, Linux with namespaces and overlays, systemd, jq, and a built `flow`.
#   tests/systemd.sh [FLOW]
set -euo pipefail
cd "$(dirname "$0")/.."
flow="$(realpath "${1:-target/release/flow}")"
page="$PWD/docs/operate.md"
place="$(mktemp -d -p /dev/shm)"
group="/sys/fs/cgroup/unified/$(basename "$place")"
[ -d /sys/fs/cgroup/unified ] || group="/sys/fs/cgroup/$(basename "$place")"
token="$(head -c 32 /dev/urandom | base64 | tr -dc a-zA-Z0-9)"
mkdir -p "$group" "$place"/{work,root} "$place"/upper/{etc/systemd/system,etc/flow,usr/local/bin,srv/flow/flows,var/backups}
cd "$place/upper"

end() {
    [ -z "${outer:-}" ] || kill -9 "$outer" 2>/dev/null || true
    [ -z "${first:-}" ] || kill -9 "$first" 2>/dev/null || true
    wait 2>/dev/null || true
    for _ in $(seq 50); do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
        [ -d "$group" ] || break
        sleep 0.1
    done
    rm -rf "$place"
}
trap end EXIT

# The units as the page has them; what is not wanted in a namespace is masked.
awk '/^```ini$/ { getline; file = substr($2, 2); next } /^```$/ { file = "" } file { print > file }' "$page"
for unit in systemd-{tmpfiles-setup,udevd,udev-trigger,sysctl,modules-load,binfmt,random-seed,firstboot,timesyncd}.service; do
    ln -s /dev/null "etc/systemd/system/$unit"
done
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\n' >etc/systemd/system/trial.target
{ grep -v '^flow:' /etc/passwd; echo 'flow:x:991:991::/srv/flow:/usr/sbin/nologin'; } >etc/passwd
{ grep -v '^flow:' /etc/group; echo 'flow:x:991:'; } >etc/group
: >etc/machine-id
cp "$flow" usr/local/bin/flow
echo "CRM_TOKEN=$token" >etc/flow/secrets
chmod 600 etc/flow/secrets
cat >srv/flow/flow.toml <<'SETTINGS'
[profile.production]
system = "cxone"
simulator = true

[serve.tokens.crm]
token = { env = "CRM_TOKEN" }
may = ["start", "read", "signal"]
SETTINGS
printf 'input N: number\nawait signal Go, at most 1h\nemit Was: N\n' >srv/flow/flows/waits.flow

cat >"$place/begin" <<'BEGIN'
set -e
cd "$1"
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" root
mount -t proc proc root/proc
mount -t sysfs -o ro sysfs root/sys
for at in run tmp dev; do mount -t tmpfs tmpfs "root/$at"; done
mount -t cgroup2 cgroup2 root/sys/fs/cgroup
for one in null zero full random urandom; do touch "root/dev/$one"; mount --bind "/dev/$one" "root/dev/$one"; done
ln -s /proc/self/fd root/dev/fd
ip link set lo up
exec chroot root env -i container=trial PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin /lib/systemd/systemd --system --unit=trial.target
BEGIN
bash -c "echo \$\$ >'$group/cgroup.procs'; exec unshare -fpmuinC --mount-proc --kill-child bash '$place/begin' '$place'" >/dev/null 2>&1 </dev/null &
outer=$!
until first="$(pgrep -P "$outer" -f 'systemd --system --unit=trial.target')"; do sleep 0.1; kill -0 "$outer"; done
inside() {
    nsenter -t "$first" -m -p -u -i -n -C -r -w env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin TOKEN="$token" "$@"
}
until inside systemctl is-system-running --wait >/dev/null 2>&1; do sleep 0.1; kill -0 "$outer"; done

# What is done there, in the words of the page.
{
    cat <<'INSIDE'
set -euo pipefail
ask() { curl -sS --fail -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
start() { ask -X POST http://127.0.0.1:8470/run/waits -H "Idempotency-Key: $1" -d '{"N": 1}' | jq -r .run; }
state() { ask "http://127.0.0.1:8470/runs/$1" | jq -r .state; }
is() { [ "$1" = "$2" ] || { echo "$3: $1, not $2" >&2; exit 1; }; }
systemctl enable --now flow.socket flow.service 2>/dev/null
is "$(systemctl is-active flow.service)" active "the service"
first="$(start a)"
is "$(start a)" "$first" "the same key"
systemctl reload flow
(for n in $(seq 40); do start "r$n"; done) >/tmp/started &
asking=$!
systemctl restart flow
wait "$asking"
is "$(sort -u /tmp/started | wc -l)" 40 "runs begun during a restart"
systemctl kill -s KILL --kill-who=main flow
until [ "$(state "$first" 2>/dev/null)" = running ]; do sleep 0.1; done
is "$(systemctl show flow -p NRestarts --value)" 1 "restarts after a kill"
# A command that has cancelled a run ends with the run's own exit code.
set +e
INSIDE
    # The page's own blocks: the function, the backup, and the restore.
    awk '/^```sh$/ { block = ""; inside = 1; next } /^```$/ { if (inside && block ~ /as_flow\(\)|czf|xzf/) print block; inside = 0 } inside { block = block $0 "\n" }' "$page"
    cat <<'INSIDE'
set -e
is "$(as_flow runs --where 'state = cancelled' --output json | jq '.runs | length')" 41 "runs that the restore has cancelled"
is "$(state "$first")" cancelled "a run of the restored journal"
is "$(start again >/dev/null; systemctl is-active flow.service)" active "the service in the end"
INSIDE
} | inside bash -s >"$place/said" 2>&1 || { cat "$place/said" >&2; exit 1; }
echo "systemd $(systemctl --version | awk 'NR == 1 { print $2 }'): started, restarted under requests, killed, backed up, restored"
