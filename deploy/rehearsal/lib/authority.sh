# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is set by run
# A certificate authority of this machine's own (pebble), and the name server it asks.

authority=10.231.1.1

# start_authority ADDRESS: every name leads to this address
start_authority() {
  need pebble openssl || return 1
  local folder=$work/authority
  stop_authority
  rm -rf "$folder"
  mkdir -p "$folder"
  (
    cd "$folder" || exit 1
    openssl req -x509 -newkey rsa:2048 -nodes -days 3 -subj "/CN=Rehearsal" -keyout ca.key -out ca.pem
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$authority" -keyout key.pem -out request.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 3 -out cert.pem \
      -extfile <(printf 'subjectAltName=IP:%s\n' "$authority")
  ) >"$folder/openssl.log" 2>&1 || return 1
  cat >"$folder/pebble.json" <<JSON
{ "pebble": { "listenAddress": "$authority:14000", "managementListenAddress": "$authority:15000",
  "certificate": "$folder/cert.pem", "privateKey": "$folder/key.pem", "httpPort": 80, "tlsPort": 443,
  "ocspResponderURL": "", "externalAccountBindingRequired": false } }
JSON
  (exec setsid pebble-challtestsrv -dns01 "$authority:8053" -http01 "" -https01 "" -tlsalpn01 "" -management "$authority:8055" \
    -defaultIPv4 "$1" -defaultIPv6 "" >"$folder/names.log" 2>&1 </dev/null) &
  authority_names=$!
  (exec setsid env PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 pebble -config "$folder/pebble.json" \
    -dnsserver "$authority:8053" >"$folder/pebble.log" 2>&1 </dev/null) &
  authority_process=$!
  at_end stop_authority
  until_true 15 curl -sf --cacert "$folder/ca.pem" "https://$authority:14000/dir" || return 1
  curl -sf --cacert "$folder/ca.pem" "https://$authority:15000/roots/0" >"$folder/root.pem"
}

stop_authority() {
  [ -n "${authority_process:-}" ] || return 0
  kill "$authority_process" "$authority_names" 2>/dev/null
  until_true 10 gone "$authority_process" "$authority_names"
}

# name_leads_to NAME ADDRESS: what the authority finds
name_leads_to() {
  curl -sf -X POST -d "{\"host\":\"$1.\",\"addresses\":[\"$2\"]}" "http://$authority:8055/add-a"
}
