# Sums JUnit's reports: each test that failed or was skipped and why, and one line, N passed, N failed,
# N skipped.
/<testsuite / {
  n = value($0, "tests"); b = value($0, "errors") + value($0, "failures"); s = value($0, "skipped")
  failed += b; skipped += s; passed += n - b - s
}
/<testcase / {
  test = $0; sub(/.* name="/, "", test); sub(/".*/, "", test)
  class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class)
}
/<(failure|error)[ >]/ {
  why = match($0, / message="[^"]*/) ? substr($0, RSTART + 10, RLENGTH < 210 ? RLENGTH - 10 : 200) : "no reason given"
  sub(/^(&#10;|[ \t])+/, "", why); gsub(/(&#10;)+/, " ", why)
  printf "failed: %s.%s: %s\n", class, test, why
}
/<skipped/ {
  why = $0
  if (!sub(/.*(Assumption failed: |message=")/, "", why)) why = "no reason given"
  sub(/("|]]>).*/, "", why)
  printf "skipped: %s.%s: %s\n", class, test, why
}
function value(line, name) {
  return match(line, " " name "=\"[0-9]+\"") ? substr(line, RSTART + length(name) + 3, RLENGTH) + 0 : 0
}
END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }
