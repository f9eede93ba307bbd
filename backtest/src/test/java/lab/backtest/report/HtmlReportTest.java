package lab.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.consensus.strategy.BuyAndHold;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Momentum;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final Backtested TESTED =
            new CandleReport(Candles.twoDays(), CandleRules.STANDARD, "two <days> & more.csv")
                    .of(List.of(new BuyAndHold(), new Momentum(), new Idle()), 0);

    /** Never trades. */
    private record Idle() implements Strategy {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public Set<Reads> reads() {
            return Set.of(Reads.COMMENTARY);
        }

        @Override
        public Decision decide(View view) {
            return new Decision.Hold("always");
        }
    }

    @Test
    void the_page_needs_nothing_beside_itself() {
        assertThat(new HtmlReport(TESTED).page())
                .startsWith("<!doctype html>")
                .doesNotContain("http", "src=", "@import", "url(", "<script", "NaN", "Infinity");
    }

    @Test
    void the_page_says_first_what_candles_cannot_say() {
        String page = new HtmlReport(TESTED).page();

        assertThat(page.indexOf("Only candles")).isBetween(0, page.indexOf("<table>"));
        assertThat(page).contains("idle reads services, and nobody is asked");
    }

    @Test
    void every_picture_can_be_read_and_no_text_breaks_out_of_its_place() throws Exception {
        String page = new HtmlReport(TESTED).page();
        String body =
                page.substring(page.indexOf("<body>"), page.lastIndexOf("</html>"))
                        .replace("&amp;", "and");

        assertThat(page).contains("two &lt;days&gt; &amp; more.csv");
        assertThat(
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(body)))
                                .getElementsByTagName("svg")
                                .getLength())
                .isEqualTo(9);
    }

    @Test
    void the_json_holds_exact_money_and_no_number_for_what_is_unknown() {
        JsonNode report = ReportJson.tree(TESTED.report());
        JsonNode held = report.path("accounts").path(0);

        assertThat(report.path("format").asInt()).isEqualTo(1);
        assertThat(new BigDecimal(report.path("market").path("end_equity").asText()))
                .isEqualByComparingTo("986.16490714");
        assertThat(held.path("performance").has("cagr")).isFalse();
        assertThat(held.path("performance").path("trades").has("win_rate")).isFalse();
        assertThat(held.path("equity").path(held.path("equity").size() - 1).path("market").asText())
                .isEqualTo("986.16490714");
        assertThat(report.path("data").path("pairs").path(0).asText()).isEqualTo("BTC-USD");
    }

    @Test
    void what_never_traded_is_not_judged() {
        assertThat(TESTED.report().accounts().getLast().verdict().sentences().getFirst())
                .startsWith("It never traded: there is nothing to judge");
    }

    @Test
    void what_goes_with_the_market_is_called_neither_skilled_nor_unskilled() {
        Verdict held = TESTED.report().accounts().getFirst().verdict();

        assertThat(held.isSkilled()).isFalse();
        assertThat(held.sentences()).anyMatch(it -> it.contains("rose and fell with the market"));
    }

    @Test
    void months_multiply_to_the_whole() {
        for (Report.Told told : TESTED.report().accounts()) {
            double product = 1;
            for (Month month : told.months()) {
                product *= 1 + month.earned();
            }
            assertThat(product - 1).isCloseTo(told.performance().totalReturn(), within(1e-12));
        }
    }
}
