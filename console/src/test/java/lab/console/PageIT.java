package lab.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import lab.console.PipelineStatus.Feed;
import lab.console.PipelineStatus.FeedKind;
import lab.console.PipelineStatus.FollowedPair;
import lab.console.desk.PlayedDesk;
import org.junit.jupiter.api.Test;

/** The page as a browser shows it. */
class PageIT extends InBrowser {
    private static final String WHY =
            """
            {"account":"momentum","order_id":"m-1","outcome":"FILLED",
             "decision":{"time":"2026-11-21T10:00:15Z","strategy":"momentum","wanted":"BUY",
              "why":"the <img src=x onerror=alert(1)> rule",
              "known":{"patterns":{"unknown":"it reads no patterns"}}},
             "quote":{"bus":{"topic":"prices","partition":1,"offset":42},"payload":"{}"},
             "not_kept":["the transfers: with the next checkpoint"]}\
            """;

    @Test
    void shows_every_pair_with_its_own_precision_and_draws_the_chosen_ones_candles() {
        market.past(clock.instant(), Duration.ofMinutes(30), Duration.ofSeconds(10));
        Page page = open("/#SKL-BTC", 1440, 900);

        assertThat(page.locator(".market")).hasCount(MovingMarket.pairs().size());
        assertThat(page.locator("#detail-title")).hasText("SKL-BTC");
        assertThat(page.locator("#detail-price")).hasText(Pattern.compile("0\\.\\d{8}"));
        assertThat(price(page, "DOGE-USD")).hasText(Pattern.compile("0\\.\\d{5}"));
        assertThat(price(page, "BTC-USD")).hasText(Pattern.compile("\\d\\d,\\d{3}\\.\\d\\d"));
        assertThat(page.locator("#chart[data-drawn=true] canvas")).isVisible();
        page.waitForCondition(
                () -> Integer.parseInt(page.locator("#chart").getAttribute("data-candles")) >= 25);
        assertNoComplaints();
    }

    @Test
    void shows_backtests_that_were_made_and_takes_their_words_for_text() {
        Page page = open("/#BTC-USD", 1440, 900);

        assertThat(page.locator("#runs")).isVisible();
        assertThat(page.locator("#run-rows tr")).hasCount(1);
        assertThat(page.locator("#run-rows a")).hasAttribute("href", "/api/runs/" + OneRun.ID);
        assertThat(page.locator("#run-rows")).containsText("<b>momentum</b>");
        assertThat(page.locator("#run-rows")).containsText("−2.51 %");
        assertNoComplaints();
    }

    @Test
    void prices_and_the_forming_candle_move_as_trades_come() {
        market.step(clock.instant());
        Page page = open("/#BTC-USD", 1440, 900);
        assertThat(page.locator("#chart")).not().hasAttribute("data-candles", "0");
        String before = price(page, "BTC-USD").textContent();
        String last = page.locator("#chart").getAttribute("data-last");

        for (int i = 0; i < 5; i++) {
            market.step(clock.instant());
        }

        assertThat(price(page, "BTC-USD")).not().hasText(before);
        assertThat(page.locator("#chart"))
                .not()
                .hasAttribute("data-last", Objects.requireNonNull(last));
        assertThat(page.locator("#event-time")).not().hasText("--:--:--");
        assertThat(page.locator("#dead-letters")).hasText("3");
        assertNoComplaints();
    }

    @Test
    void says_loudly_that_prices_are_made_up_and_calmly_that_they_are_not() {
        market.step(clock.instant());
        Page page = open("/", 1440, 900);
        assertThat(page.locator("#feed-badge")).hasText("Simulated");
        assertThat(page.locator("#feed-text")).containsText("made up");
        assertThat(page.locator("#detail-mark")).isVisible();

        console.feed.set(new Feed("coinbase", FeedKind.LIVE, Optional.empty()));

        assertThat(page.locator("#feed-badge")).hasText("Live");
        assertThat(page.locator("#detail-mark")).isHidden();
        assertNoComplaints();
    }

    @Test
    void a_pair_that_is_not_followed_any_more_is_marked_and_one_that_comes_back_is_not() {
        market.step(clock.instant());
        List<FollowedPair> all =
                MovingMarket.pairs().stream()
                        .map(pair ->
                                new FollowedPair(
                                        pair,
                                        Optional.of(clock.instant()),
                                        pair.equals("DOGE-USD") ? "ended" : "live",
                                        Optional.of("it is <b>delisted</b>"),
                                        Optional.empty()))
                        .toList();
        List<FollowedPair> fewer = all.stream().filter(it -> !it.pair().equals("BTC-USD")).toList();
        console.feed.set(new Feed("coinbase", FeedKind.LIVE, Optional.empty(), fewer));
        Page page = open("/", 1440, 900);

        Locator bitcoin = page.locator(".market[data-pair='BTC-USD']");
        assertThat(bitcoin).hasAttribute("data-left", "true");
        assertThat(bitcoin).hasAttribute("title", "not followed any more");
        assertThat(page.locator(".market[data-pair='DOGE-USD']"))
                .hasAttribute("title", "ended: it is <b>delisted</b>");

        console.feed.set(new Feed("coinbase", FeedKind.LIVE, Optional.empty(), all));
        assertThat(bitcoin).not().hasAttribute("data-left", "true");
        assertNoComplaints();
    }

    @Test
    void a_part_that_is_down_shows_with_its_reason() {
        console.health.part("fluss").down("recovers its logs");
        Page page = open("/", 1440, 900);

        assertThat(page.locator("#parts")).containsText("recovers its logs");
        assertThat(page.locator("#pipeline-verdict")).hasText("1 needs attention");
        assertNoComplaints();
    }

    @Test
    void what_clearing_costs_is_told_with_the_next_change_and_what_came_too_late() {
        Page page = open("/", 1440, 900);
        assertThat(page.locator("#clearing .state-name"))
                .hasText(new String[] {"terms", "next terms", "expired"});
        assertThat(page.locator("#clearing .state-value"))
                .hasText(new String[] {"fee 0.1 %", "fee 0.06 % · binance 0.1 %", "4"});
        assertThat(page.locator("#clearing .state-note"))
                .hasText(
                        new String[] {
                            "slippage 0.05 % · waits 30 s · from the beginning",
                            "slippage 0.02 % · waits 20 s · from 2026-12-24 12:00:00",
                            "orders over 24 h behind, ignored"
                        });
    }

    @Test
    void an_empty_lab_says_what_will_appear() {
        Page page = open("/", 1440, 900);

        assertThat(page.locator("#connection-text")).hasText("Connected");
        assertThat(page.locator("#markets-empty")).isVisible();
        assertThat(page.locator("#chart-empty"))
                .hasText("The first candle forms with the first trade.");

        market.step(clock.instant());

        assertThat(page.locator("#markets-empty")).isHidden();
        assertThat(page.locator("#detail-title")).hasText("BTC-USD");
        assertThat(page.locator("#chart")).hasAttribute("data-candles", "1");
        assertNoComplaints();
    }

    @Test
    void the_chart_says_why_it_is_empty() {
        Page page = open("/#NONE-USD", 1440, 900);
        assertThat(page.locator("#chart-empty")).hasText("No trades of NONE-USD yet.");

        console.health.part("fluss");

        assertThat(page.locator("#chart-empty")).hasText("The lab is starting; candles follow.");
        assertNoComplaints();
    }

    @Test
    void a_phone_scrolls_down_and_never_sideways() {
        market.past(clock.instant(), Duration.ofMinutes(10), Duration.ofSeconds(5));
        for (String pair : List.of("BTC-USD", "SKL-BTC")) {
            Page page = open("/#" + pair, 360, 740);
            assertThat(page.locator(".market")).hasCount(MovingMarket.pairs().size());
            assertThat(page.locator("#chart[data-drawn=true] canvas")).isVisible();

            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(pair)
                    .isEqualTo(360);
        }
        assertNoComplaints();
    }

    @Test
    void a_pair_is_chosen_by_keyboard_and_the_address_keeps_it() {
        market.step(clock.instant());
        Page page = open("/", 1440, 900);
        assertThat(page.locator("#detail-title")).hasText("BTC-USD");

        page.locator("[data-pair=ETH-USD]").focus();
        page.keyboard().press("Enter");

        assertThat(page.locator("#detail-title")).hasText("ETH-USD");
        assertThat(page.locator("[data-pair=ETH-USD]")).hasAttribute("aria-current", "true");
        assertThat(URI.create(page.url()).getFragment()).isEqualTo("ETH-USD");
        page.getByText("4 h", new Page.GetByTextOptions().setExact(true)).click();
        page.reload();
        assertThat(page.locator("#detail-title")).hasText("ETH-USD");
        assertThat(page.locator("input[value='240']")).isChecked();
        assertNoComplaints();
    }

    @Test
    void follows_light_and_dark() {
        Page light = open("/", 1440, 900, ColorScheme.LIGHT);
        Page dark = open("/", 1440, 900, ColorScheme.DARK);
        String background = "getComputedStyle(document.documentElement).backgroundColor";

        assertThat(light.evaluate(background)).isNotEqualTo(dark.evaluate(background));
        assertNoComplaints();
    }

    @Test
    void says_when_the_lab_is_gone_and_comes_back_by_itself() {
        market.step(clock.instant());
        Page page = open("/", 1440, 900);
        assertThat(page.locator("body")).hasAttribute("data-connection", "live");
        int port = URI.create(console.url("/")).getPort();

        console.close();

        assertThat(page.locator("body")).hasAttribute("data-connection", "lost");
        assertThat(page.locator("#feed-badge")).hasText("Not connected");
        assertThat(page.locator("#detail-mark")).isVisible();

        start(port, Optional.empty(), Optional.empty(), Optional.empty());
        market.step(clock.instant());

        assertThat(page.locator("body")).hasAttribute("data-connection", "live");
        assertThat(page.locator("#feed-badge")).hasText("Simulated");
    }

    @Test
    void shows_the_paper_desk_with_its_accounts_marks_and_verdict_and_says_when_it_is_not_there() {
        Instant now = clock.instant();
        try (var desk = new PlayedDesk(now)) {
            desk.says(
                    "/api/trades",
                    200,
                    "[%s,%s]"
                            .formatted(
                                    PlayedDesk.block(now, "<img src=x onerror=alert(1)>"),
                                    PlayedDesk.fill(now)));
            console.close();
            start(0, Optional.of(desk.uri()), Optional.empty(), Optional.empty());
            market.past(now.plusSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(5));
            Page page = open("/#BTC-USD", 1440, 1200);

            Locator momentum = page.locator("[data-account=momentum]");
            assertThat(momentum).containsText("10,050.00");
            assertThat(momentum).containsText("REDUCING");
            assertThat(momentum).containsText("drawdown 5.1 % of <b>the day</b>");
            assertThat(momentum).containsText("BTC-USD 0.0155 at 64000");
            assertThat(momentum.locator("[data-label='Against buy & hold']")).hasText("−0.50 %");
            assertThat(page.locator("#equity")).hasAttribute("data-lines", "buy-and-hold momentum");
            assertThat(page.locator("#equity canvas").first()).isVisible();
            assertThat(page.locator("#audit")).containsText("Books reconcile, checked at");
            assertThat(page.locator("#kill-switch")).hasText("Kill switch: off, trading enabled");
            assertThat(page.locator("#desk-mark")).isVisible();
            assertThat(page.locator("#desk")).containsText("Paper, no real money");
            assertThat(page.locator("#executions tr")).hasCount(2);
            assertThat(page.locator("#executions")).containsText("<img src=x onerror=alert(1)>");
            assertThat(page.locator("#executions img")).hasCount(0);
            desk.says("/api/why/momentum/m-1", 200, WHY);
            page.locator("#executions .ask-why").click();
            assertThat(page.locator("#why-note")).hasText("Filled");
            assertThat(page.locator("#why-parts"))
                    .containsText("the <img src=x onerror=alert(1)> rule");
            assertThat(page.locator("#why-parts")).containsText("it reads no patterns");
            assertThat(page.locator("#why-parts")).containsText("the transfers: with the next");
            assertThat(page.locator("#why img")).hasCount(0);
            page.locator("#why-close").click();
            assertThat(page.locator("#why")).isHidden();

            page.reload();
            assertThat(page.locator("#equity")).not().hasAttribute("data-points", "0");
            page.setViewportSize(360, 740);
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);

            desk.says("/api/killswitch", 200, "{\"engaged\":true,\"reason\":\"odd fills\"}");
            assertThat(page.locator("#kill-switch")).hasText("Kill switch: ENGAGED, odd fills");
            assertNoComplaints();
            desk.leaves();
            assertThat(page.locator("#desk-note")).containsText("Paper desk: not there");
            assertThat(page.locator("#kill-switch")).hasText("Kill switch: not known");
            market.step(clock.instant());
            assertThat(page.locator("body")).hasAttribute("data-connection", "live");
        }
    }

    @Test
    void six_accounts_stand_side_by_side_each_with_its_luck_also_on_a_phone() {
        try (var desk = new PlayedDesk(clock.instant())) {
            desk.says("/api/positions", 200, PlayedDesk.sixPositions(clock.instant()));
            console.close();
            start(0, Optional.of(desk.uri()), Optional.empty(), Optional.empty());
            market.step(clock.instant());
            Page page = open("/", 1440, 900);

            assertThat(page.locator("[data-account]")).hasCount(6);
            assertThat(page.locator("[data-account=seed-rule] .account-luck"))
                    .hasText("12 trades are too few to tell it from luck");
            assertThat(page.locator("[data-account=seed-rule] .account-note"))
                    .hasText("Its commentary is by fixed rules: no model answers.");
            assertThat(
                            page.evaluate(
                                    "new Set([...document.querySelectorAll('#accounts .swatch')]"
                                            + ".map(it => getComputedStyle(it).backgroundColor)).size"))
                    .isEqualTo(6);
            page.setViewportSize(360, 740);
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
            assertThat(page.locator("[data-account=seed-rule] [data-label=Fees]")).isVisible();
            assertNoComplaints();
        }
    }

    @Test
    void without_a_desk_the_page_says_so_and_shows_the_rest() {
        market.step(clock.instant());
        Page page = open("/", 1440, 900);
        assertThat(page.locator("#desk-note")).containsText("Paper desk: not there");
        assertThat(page.locator("#desk-body")).isHidden();
        assertThat(page.locator(".market")).hasCount(MovingMarket.pairs().size());
        assertNoComplaints();
    }
}
