package lab.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;

/** The dashboards as a browser shows them. */
class DashboardsPageIT extends InBrowser {
    private static final Path GIVEN = Path.of("..", "grafana", "dashboards");

    @Test
    void each_dashboard_is_shown_with_its_panels_and_what_they_ask() throws Exception {
        market.past(clock.instant(), Duration.ofMinutes(5), Duration.ofSeconds(10));
        Page page = open("/dashboards", 1440, 900);
        assertThat(page.locator("#boards a")).hasCount(DashboardRoutes.NAMES.size());
        assertThat(page.locator("#board")).hasAttribute("data-board", "live-ticks");
        assertThat(page.locator(".board-panel h2").first()).containsText("Price");
        assertThat(page.locator(".board-panel[data-values='1']").first()).isVisible();
        assertThat(page.locator(".board-panel[data-drawn] canvas").first()).isVisible();

        for (String name : DashboardRoutes.NAMES) {
            page.locator("#boards a[href='#" + name + "']").click();
            assertThat(page.locator("#board")).hasAttribute("data-board", name);
            int panels =
                    Json.mapper()
                            .readTree(GIVEN.resolve(name + ".json").toFile())
                            .path("panels")
                            .size();
            assertThat(page.locator(".board-panel")).hasCount(panels);
            assertThat(page.locator(".board-panel[data-problem]")).hasCount(0);
        }
        assertNoComplaints();
    }

    @Test
    void all_that_grafana_has_are_there() throws IOException {
        try (var files = Files.list(GIVEN)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString().replace(".json", "")).toList();
            assertThat(DashboardRoutes.NAMES).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void queries_come_to_what_prometheus_makes_of_them() {
        Page page = open("/dashboards", 1440, 900);
        Object answers =
                page.evaluate(
                        """
                        async () => {
                            const {parseMetrics, Samples} = await import("/promql.js");
                            const samples = new Samples(900);
                            const text = i => `# HELP x
                        a_total{t="x",u="1"} ${10 * i}
                        a_total{t="x",u="2"} ${i < 3 ? 100 + i : i - 3}
                        a_total{t="y",u="1"} 7
                        b{t="x"} 1.5
                        b{t="y"} NaN
                        c_seconds_bucket{le="0.1"} ${6 * i}
                        c_seconds_bucket{le="1.0"} ${10 * i}
                        c_seconds_bucket{le="+Inf"} ${10 * i}
                        odd{n="a \\\\"b\\\\" {c} d"} 3
                        `;
                            for (let i = 0; i < 6; i++) samples.add(1000 + 10 * i, parseMetrics(text(i)));
                            const ask = q => samples.evaluate(q).map(({labels, value}) =>
                                `${Object.values(labels).join("/")}=${Number(value.toFixed(4))}`).sort().join(" ");
                            return [
                                ask('sum by (t) (a_total{environment="live"})'),
                                ask('rate(a_total{u="1"}[1m])'),
                                ask('increase(a_total{u="2"}[1m])'),
                                ask('count(b == 0) or vector(0)'),
                                ask('histogram_quantile(0.5, sum by (le) (rate(c_seconds_bucket[1m])))'),
                                ask('time() - scalar(b{t="x"}) * 2'),
                                ask('max by (t) (a_total{t=~"x|z"} < 1e15) / 10'),
                                ask('odd'), ask('nothing_there'),
                            ];
                        }
                        """);
        assertThat(answers)
                .isEqualTo(
                        List.of(
                                "x=52 y=7",
                                "x/1=1 y/1=0",
                                "x/2=4.8",
                                "=0",
                                "=0.0833",
                                "=1047",
                                "x=5",
                                "a \"b\" {c} d=3",
                                ""));
    }
}
