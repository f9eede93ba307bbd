package lab.launcher.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lab.launcher.notify.NotifySettings.Kind;

/**
 * What has changed from one look at a lab to the next, in words. What stood there at the first look
 * is no news, but for a kill switch that is engaged and parts that are down.
 *
 * <p>Not safe for use by several threads.
 */
final class LabChanges {
    private static final String PREFIX_SIMULATED = "[SIMULATED] ";

    private final Set<Kind> what;
    private final Duration downFor;
    private Optional<Set<String>> fills = Optional.empty();
    private Optional<Boolean> engaged = Optional.empty();
    private final Map<String, Down> down = new TreeMap<>();
    private Optional<LocalDate> day = Optional.empty();
    private Map<String, BigDecimal> equities = Map.of();
    private long filledToday;
    private boolean isSimulated;

    /** Since when a part is not up, and whether that was told. */
    private record Down(Instant since, String reason, boolean isTold) {}

    LabChanges(NotifySettings settings) {
        this.what = Set.copyOf(settings.what());
        this.downFor = settings.downFor();
    }

    /**
     * One look.
     *
     * @param status as {@code /api/status} says it; empty if nobody answers
     * @param killSwitch as the desk says it
     * @param trades the newest, as the desk says them, oldest first
     */
    List<Note> look(
            Instant now,
            Optional<JsonNode> status,
            Optional<JsonNode> killSwitch,
            Optional<JsonNode> trades) {
        List<Note> notes = new ArrayList<>();
        status.ifPresent(it -> isSimulated = it.at("/feed/simulated").asBoolean());
        parts(now, status, killSwitch.isPresent(), notes);
        killSwitch.ifPresent(it -> killSwitch(now, it, notes));
        trades.ifPresent(it -> fills(now, it, notes));
        return notes;
    }

    private void add(Kind kind, String name, String text, Instant now, List<Note> notes) {
        if (what.contains(kind)) {
            notes.add(new Note(name, (isSimulated ? PREFIX_SIMULATED : "") + text, now));
        }
    }

    private void parts(Instant now, Optional<JsonNode> status, boolean hasDesk, List<Note> notes) {
        Map<String, String> bad = new TreeMap<>();
        if (status.isEmpty()) {
            bad.put("console", "it does not answer");
        } else {
            for (JsonNode part : status.get().path("parts")) {
                if (part.path("state").asText().equals("DOWN")) {
                    bad.put(part.path("part").asText(), part.path("reason").asText());
                }
            }
            for (JsonNode job : status.get().path("jobs")) {
                if (!job.path("state").asText().equals("RUNNING")) {
                    bad.put(
                            "job " + job.path("name").asText(),
                            "%s %s"
                                    .formatted(
                                            job.path("state").asText(), job.path("reason").asText())
                                    .strip());
                }
            }
        }
        if (!hasDesk) {
            bad.put("paper desk", "it does not answer");
        }
        bad.forEach((part, reason) -> {
            Down known = down.get(part);
            Instant since = known == null ? now : known.since();
            boolean isTold = known != null && known.isTold();
            boolean isDue = Duration.between(since, now).compareTo(downFor) >= 0;
            if (isDue && !isTold) {
                add(Kind.ALERTS, "alert", "DOWN: %s: %s".formatted(part, reason), now, notes);
            }
            down.put(part, new Down(since, reason, isTold || isDue));
        });
        down.entrySet()
                .removeIf(entry -> {
                    if (bad.containsKey(entry.getKey())) {
                        return false;
                    }
                    if (entry.getValue().isTold()) {
                        String text =
                                "UP again: %s, after %s"
                                        .formatted(
                                                entry.getKey(),
                                                words(
                                                        Duration.between(
                                                                entry.getValue().since(), now)));
                        add(Kind.ALERTS, "alert", text, now, notes);
                    }
                    return true;
                });
    }

    private static String words(Duration time) {
        long minutes = time.toMinutes();
        return minutes < 2
                ? time.toSeconds() + " s"
                : minutes < 120 ? minutes + " min" : time.toHours() + " h";
    }

    private void killSwitch(Instant now, JsonNode position, List<Note> notes) {
        boolean isEngaged = position.path("engaged").asBoolean();
        if (isEngaged && !engaged.orElse(false)) {
            String reason = position.path("reason").asText("");
            String text =
                    "Kill switch ENGAGED"
                            + (reason.isEmpty() ? "" : ": " + reason)
                            + "; nothing is ordered";
            add(Kind.KILL_SWITCH, "kill_switch", text, now, notes);
        } else if (!isEngaged && engaged.orElse(false)) {
            add(Kind.KILL_SWITCH, "kill_switch", "Kill switch released", now, notes);
        }
        engaged = Optional.of(isEngaged);
    }

    private void fills(Instant now, JsonNode trades, List<Note> notes) {
        Set<String> seen = new HashSet<>();
        for (JsonNode trade : trades) {
            if (trade.path("status").asText().equals("FILLED")) {
                String key = trade.path("account").asText() + '/' + trade.path("order_id").asText();
                seen.add(key);
                if (fills.isPresent() && !fills.get().contains(key)) {
                    filledToday++;
                    add(Kind.FILLS, "fill", fill(trade), now, notes);
                }
            }
        }
        fills = Optional.of(seen);
    }

    private static String fill(JsonNode trade) {
        String earned =
                trade.hasNonNull("realized_pnl")
                        ? ", earned " + plain(trade.path("realized_pnl"))
                        : "";
        return "%s %s %s %s at %s, fee %s%s"
                .formatted(
                        trade.path("account").asText(),
                        trade.path("side").asText().equals("BUY") ? "bought" : "sold",
                        plain(trade.path("quantity")),
                        trade.path("pair").asText(),
                        plain(trade.path("fill_price")),
                        plain(trade.path("fee")),
                        earned);
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    /** Whether a day (UTC, by the clock) has ended since the last summary. */
    boolean isSummaryDue(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return day.isEmpty() || !day.get().equals(today);
    }

    /** The day that has ended; the first look only notes where each account stands. */
    Optional<Note> summary(Instant now, JsonNode positions) {
        Optional<LocalDate> ended = day;
        day = Optional.of(LocalDate.ofInstant(now, ZoneOffset.UTC));
        Map<String, BigDecimal> before = equities;
        Map<String, BigDecimal> after = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        for (JsonNode account : positions.path("accounts")) {
            String name = account.path("account").asText();
            BigDecimal equity = account.path("equity").decimalValue();
            after.put(name, equity);
            text.append('\n').append(name).append(' ').append(plain(account.path("equity")));
            BigDecimal then = before.get(name);
            if (then != null) {
                BigDecimal change = equity.subtract(then);
                text.append(change.signum() < 0 ? " (" : " (+")
                        .append(change.stripTrailingZeros().toPlainString())
                        .append(')');
            }
        }
        equities = after;
        long filled = filledToday;
        filledToday = 0;
        if (ended.isEmpty() || !what.contains(Kind.SUMMARY)) {
            return Optional.empty();
        }
        return Optional.of(
                new Note(
                        "summary",
                        (isSimulated ? PREFIX_SIMULATED : "")
                                + "%s: %d fills; equity%s".formatted(ended.get(), filled, text),
                        now));
    }
}
