package lab.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import lab.console.service.Played;
import lab.console.service.PlayedService;
import org.junit.jupiter.api.Test;

/** What the page shows of patterns, commentary and marks, and when a service is down. */
class InsightPageIT extends InBrowser {
    @Test
    void shows_the_matches_over_one_another_with_what_followed_and_what_it_is_worth() {
        Instant now = clock.instant();
        try (var lancer = new PlayedService()) {
            lancer.says("/api/signals/BTC-USD", 200, Played.signal(now, "0.97"));
            lancer.says("/api/signals/ETH-USD", 200, Played.noSignal(now, "window: it is flat"));
            console.close();
            start(0, Optional.empty(), Optional.of(lancer.uri()), Optional.empty());
            market.step(now);
            Page page = open("/#BTC-USD", 1440, 900);

            Locator curves = page.locator("#curves");
            assertThat(curves).hasAttribute("data-curves", "5");
            assertThat(curves.locator("path.curve")).hasCount(11);
            assertThat(page.locator("#matches tr")).hasCount(6);
            assertThat(page.locator("#matches tr").nth(1)).containsText("−0.45 %");
            assertThat(page.locator("#patterns-words"))
                    .containsText(
                            Pattern.compile(
                                    "better than 97 %.*\\+0.21 %.*−0.35 % to \\+0.77 %.*zero is within"
                                            + ".*52 % of 44,210 rose.*44,210 windows, each of them"));
            page.locator("#matches .match").nth(1).focus();
            assertThat(curves.locator("path.curve.dim")).hasCount(9);
            assertThat(page.locator("#commentary-note")).containsText("Analyst: not there");

            page.locator("[data-pair=ETH-USD]").click();
            assertThat(page.locator("#patterns-note"))
                    .containsText("No pattern now. Window: it is flat. As of");
            assertThat(page.locator("#patterns-body")).isHidden();
            page.setViewportSize(360, 740);
            page.locator("[data-pair=BTC-USD]").click();
            assertThat(curves).isVisible();
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
            assertNoComplaints();

            lancer.leaves();
            page.locator("[data-pair=SOL-USD]").click();
            assertThat(page.locator("#patterns")).hasAttribute("data-presence", "AWAY");
            assertThat(page.locator("#patterns-note"))
                    .containsText(Pattern.compile("Pattern service: not there .*nobody listens"));
            assertThat(page.locator("#patterns-body")).isHidden();
            assertThat(price(page, "BTC-USD")).isVisible();
            assertThat(page.locator("body")).hasAttribute("data-connection", "live");
        }
    }

    @Test
    void says_who_comments_on_what_evidence_and_never_shows_as_a_view_what_is_to_be_reviewed() {
        Instant now = clock.instant();
        try (var analyst = new PlayedService()) {
            analyst.says("/api/latest/BTC-USD", 200, Played.rules(now));
            analyst.says(
                    "/api/latest/ETH-USD",
                    200,
                    Played.review(now, "To 70000! <img src=x onerror=alert(1)>"));
            analyst.says("/api/latest/SOL-USD", 200, Played.SILENCE);
            console.close();
            start(0, Optional.empty(), Optional.empty(), Optional.of(analyst.uri()));
            market.step(now);
            Page page = open("/#BTC-USD", 1440, 900);

            assertThat(page.locator("#commentary-source")).hasText("Fixed rules, no model");
            assertThat(page.locator("#view")).hasText("Bullish");
            assertThat(page.locator("#confidence")).hasText("confidence 0.3 of 1");
            assertThat(page.locator("#narrative")).containsText("64100 15 minutes ago");
            assertThat(page.locator("#evidence tr")).hasCount(2);
            assertThat(page.locator("#evidence tr").nth(1))
                    .containsText(Pattern.compile("change_15m.*change over 15 minutes.*0.24 %"));
            assertThat(page.locator("#reasons-group")).isHidden();

            page.locator("[data-pair=ETH-USD]").click();
            assertThat(page.locator("#view")).hasText("For review: no view");
            assertThat(page.locator("#commentary-source")).hasText("Model llama3.1:8b, by ollama");
            assertThat(page.locator("#reasons")).containsText("number 70000");
            assertThat(page.locator("#narrative-name")).containsText("not to be relied on");
            assertThat(page.locator("#narrative")).containsText("<img src=x onerror=alert(1)>");
            assertThat(page.locator("#commentary img")).hasCount(0);
            assertThat(page.locator("#evidence")).containsText("no such fact was given");
            assertThat(page.locator("#confidence")).hasText("");

            page.locator("[data-pair=SOL-USD]").click();
            assertThat(page.locator("#commentary-note"))
                    .containsText("Nothing was said of SOL-USD");
            assertThat(page.locator("#commentary-body")).isHidden();
            assertNoComplaints();
        }
    }

    @Test
    void marks_stand_on_the_chart_layer_by_layer_and_tell_their_text() {
        Instant now = clock.instant();
        market.past(now, Duration.ofMinutes(30), Duration.ofSeconds(10));
        mark("b", now.minusSeconds(300), "buy", "bought 0.5 at 64000");
        mark("s", now.minusSeconds(600), "sell", "sold 0.5 at 64100");
        mark("a", now.minusSeconds(900), "analyst", "<b>Bullish</b>, by rules");
        mark("l", now.minusSeconds(1_200), "lancer", "much like an hour of January");
        mark("old", now.minusSeconds(7_200), "buy", "before what is shown");
        Page page = open("/#BTC-USD", 1440, 900);

        assertThat(page.locator("#chart")).hasAttribute("data-marks", "4");
        Locator comment = page.locator("#marks [data-layer=analyst]");
        comment.hover();
        assertThat(page.locator("#mark-tip")).containsText("commentary <b>Bullish</b>, by rules");
        assertThat(page.locator("#mark-tip b")).hasCount(0);
        page.mouse().move(5, 5);
        assertThat(page.locator("#mark-tip")).isHidden();

        comment.focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#mark-tip")).containsText("sold 0.5 at 64100");
        page.keyboard().press("End");
        assertThat(page.locator("#mark-tip")).containsText("bought 0.5 at 64000");
        page.locator("#marks [data-layer=buy]").click();
        assertThat(page.locator("#why-marks")).containsText("bought 0.5 at 64000");
        page.locator("#why-close").click();
        assertThat(page.locator("#why")).isHidden();

        page.locator("#layers [value=analyst]").uncheck();
        assertThat(page.locator("#marks [data-layer=analyst]")).hasCount(0);
        assertThat(page.locator("#chart")).hasAttribute("data-marks", "3");
        page.reload();
        assertThat(page.locator("#chart")).hasAttribute("data-marks", "3");
        assertThat(page.locator("#layers [value=analyst]")).not().isChecked();
        page.locator("[data-pair=ETH-USD]").click();
        assertThat(page.locator("#chart")).hasAttribute("data-marks", "0");
        assertNoComplaints();
    }

    @Test
    void a_hidden_tab_asks_for_nothing_until_it_is_seen_again() {
        Instant now = clock.instant();
        try (var lancer = new PlayedService()) {
            lancer.says("/api/signals/BTC-USD", 200, Played.signal(now, "null"));
            lancer.says("/api/signals/ETH-USD", 200, Played.signal(now, "0.5"));
            console.close();
            start(0, Optional.empty(), Optional.of(lancer.uri()), Optional.empty());
            market.step(now);
            Page page = open("/#BTC-USD", 1440, 900);
            assertThat(page.locator("#patterns-words"))
                    .containsText("fewer than 100 other hours can be compared");

            becomes(page, true);
            page.locator("[data-pair=ETH-USD]").click();
            assertThat(page.locator("#detail-title")).hasText("ETH-USD");
            assertThat(page.locator("#detail-price")).not().hasText("–");
            assertThat(page.locator("#patterns-note")).containsText("Looking for past hours");
            page.evaluate("fetch('/api/prices')"); // whatever was asked before this has gone out
            page.waitForCondition(() -> asked("/api/prices"));
            assertThat(asked("/api/patterns/ETH-USD")).isFalse();

            becomes(page, false);
            assertThat(page.locator("#patterns-words")).containsText("better than 50 %");
            assertThat(asked("/api/patterns/ETH-USD")).isTrue();
            assertNoComplaints();
        }
    }

    private static void becomes(Page page, boolean hidden) {
        page.evaluate(
                "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
                                .formatted(hidden)
                        + "document.dispatchEvent(new Event('visibilitychange'))");
    }

    private void mark(String id, Instant time, String layer, String text) {
        console.annotations.add(id, time, "BTC-USD", layer, text);
    }
}
