package lab.launcher.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;

class LabChangesTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
    private static final String WELL =
            """
            {"feed":{"simulated":false},"parts":[{"part":"bus","state":"UP","reason":""}],
             "jobs":[{"name":"hot","state":"RUNNING"}]}\
            """;
    private static final String BUS_DOWN =
            """
            {"feed":{"simulated":false},"parts":[{"part":"bus","state":"DOWN","reason":"gone"}],
             "jobs":[{"name":"hot","state":"RESTARTING","reason":"no bus"}]}\
            """;

    private final LabChanges changes = new LabChanges(settings(Map.of()));

    static NotifySettings settings(Map<String, String> environment) {
        return NotifySettings.read(Path.of("not-there.properties"), environment);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(Json.mapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String fill(String id, String side, String more) {
        return """
        {"account":"momentum","order_id":"%s","pair":"BTC-USD","side":"%s","status":"FILLED",
         "quantity":0.00050000,"fill_price":64000.10,"fee":0.03200%s}\
        """
                .formatted(id, side, more);
    }

    private List<String> look(Instant time, String status, String killSwitch, String trades) {
        return look(changes, time, status, killSwitch, trades);
    }

    private static List<String> look(
            LabChanges changes, Instant time, String status, String killSwitch, String trades) {
        return changes.look(time, json(status), json(killSwitch), json(trades)).stream()
                .map(Note::text)
                .toList();
    }

    @Test
    void a_fill_is_told_once_and_one_that_stood_there_at_the_start_is_not() {
        String one = fill("1", "BUY", "");
        String two = fill("2", "SELL", ",\"realized_pnl\":-1.50");
        String rejected = "{\"account\":\"momentum\",\"order_id\":\"3\",\"status\":\"REJECTED\"}";

        assertThat(look(TEN, WELL, "{\"engaged\":false}", "[" + one + "]")).isEmpty();
        assertThat(
                        look(
                                TEN,
                                WELL,
                                "{\"engaged\":false}",
                                "[" + one + "," + rejected + "," + two + "]"))
                .containsExactly("momentum sold 0.0005 BTC-USD at 64000.1, fee 0.032, earned -1.5");
        assertThat(look(TEN, WELL, "{\"engaged\":false}", "[" + two + "]")).isEmpty();
        assertThat(changes.look(TEN, json(WELL), Optional.empty(), Optional.empty()))
                .as("a desk that is away sells nothing")
                .isEmpty();
    }

    @Test
    void the_kill_switch_is_told_when_it_changes_and_if_it_is_engaged_at_the_start() {
        String engaged = "{\"engaged\":true,\"reason\":\"odd fills\"}";
        assertThat(look(TEN, WELL, engaged, "[]"))
                .containsExactly("Kill switch ENGAGED: odd fills; nothing is ordered");
        assertThat(look(TEN, WELL, engaged, "[]")).isEmpty();
        assertThat(look(TEN, WELL, "{\"engaged\":false}", "[]"))
                .containsExactly("Kill switch released");
    }

    @Test
    void a_part_is_told_once_it_has_been_down_for_a_while_and_when_it_is_up_again() {
        assertThat(look(TEN, BUS_DOWN, "{}", "[]")).as("it may just be starting").isEmpty();
        assertThat(look(TEN.plusSeconds(29), BUS_DOWN, "{}", "[]")).isEmpty();
        assertThat(look(TEN.plusSeconds(30), BUS_DOWN, "{}", "[]"))
                .containsExactly("DOWN: bus: gone", "DOWN: job hot: RESTARTING no bus");
        assertThat(look(TEN.plusSeconds(60), BUS_DOWN, "{}", "[]")).isEmpty();
        assertThat(look(TEN.plusSeconds(330), WELL, "{}", "[]"))
                .containsExactly("UP again: bus, after 5 min", "UP again: job hot, after 5 min");
        assertThat(look(TEN.plusSeconds(340), BUS_DOWN, "{}", "[]")).isEmpty();
        assertThat(look(TEN.plusSeconds(350), WELL, "{}", "[]")).as("too short").isEmpty();
    }

    @Test
    void who_does_not_answer_is_down() {
        changes.look(TEN, Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(
                        changes.look(
                                TEN.plusSeconds(31),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                .extracting(Note::text)
                .containsExactly(
                        "DOWN: console: it does not answer",
                        "DOWN: paper desk: it does not answer");
    }

    @Test
    void a_simulated_market_is_marked_in_each_message() {
        String simulated = WELL.replace("\"simulated\":false", "\"simulated\":true");
        assertThat(look(TEN, simulated, "{\"engaged\":true}", "[]"))
                .containsExactly("[SIMULATED] Kill switch ENGAGED; nothing is ordered");
    }

    @Test
    void only_what_was_chosen_is_told() {
        var alerts = new LabChanges(settings(Map.of("LAB_NOTIFY_WHAT", "alerts")));
        assertThat(look(alerts, TEN, BUS_DOWN, "{\"engaged\":true}", "[]")).isEmpty();
        assertThat(look(alerts, TEN.plusSeconds(40), BUS_DOWN, "{\"engaged\":true}", "[]"))
                .hasSize(2)
                .allMatch(it -> it.startsWith("DOWN"));
    }

    @Test
    void a_day_that_has_ended_is_summed_up_by_the_change_of_each_account() {
        look(TEN, WELL, "{}", "[]");
        assertThat(changes.isSummaryDue(TEN)).isTrue();
        assertThat(changes.summary(TEN, positions("1000.00", "1000"))).isEmpty();
        assertThat(changes.isSummaryDue(TEN.plus(Duration.ofHours(13)))).isFalse();
        look(TEN, WELL, "{}", "[" + fill("9", "BUY", "") + "]");

        Instant midnight = TEN.plus(Duration.ofHours(14));
        assertThat(changes.isSummaryDue(midnight)).isTrue();
        assertThat(changes.summary(midnight, positions("1001.5", "999.25")).orElseThrow().text())
                .isEqualTo(
                        """
                        2026-11-21: 1 fills; equity
                        buy-and-hold 1001.5 (+1.5)
                        momentum 999.25 (-0.75)\
                        """);
        assertThat(changes.isSummaryDue(midnight)).isFalse();
    }

    private static JsonNode positions(String one, String other) {
        return json("""
        {"accounts":[{"account":"buy-and-hold","equity":%s},{"account":"momentum","equity":%s}]}\
        """
                        .formatted(one, other))
                .orElseThrow();
    }
}
