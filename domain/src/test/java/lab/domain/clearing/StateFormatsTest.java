package lab.domain.clearing;

import static java.util.Objects.requireNonNull;
import static lab.domain.clearing.Cases.BTC;
import static lab.domain.clearing.Cases.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.Account;
import lab.domain.clearing.house.AccountLedger;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.clearing.house.RequestIntake;
import lab.domain.clearing.quote.QuoteBlock;
import lab.domain.clearing.quote.QuoteBook;
import org.junit.jupiter.api.Test;

/** Reads what earlier versions kept. */
class StateFormatsTest {
    private static final Map<String, byte[]> FORMAT_0 = read("state-format-0.txt");

    @Test
    void claims_of_format_0_go_by_the_standard_terms() {
        Claim order = Claim.ofBytes(bytes("claim-order"));
        assertThat(order.terms()).isEqualTo(ClearingTerms.STANDARD);
        assertThat(order.number()).isEqualTo(7);
        assertThat(order.wantsQuoteOf()).contains(BTC);
        assertThat(order.request().time()).isEqualTo(at(15.000001));
        Claim fund = Claim.ofBytes(bytes("claim-fund"));
        assertThat(fund.finding()).isEqualTo(new Finding.Fund());
        assertThat(Claim.ofBytes(order.toBytes())).isEqualTo(order);
        assertThat(Claim.ofBytes(fund.toBytes())).isEqualTo(fund);
    }

    @Test
    void a_claim_of_a_newer_format_is_refused_by_name() {
        byte[] newer = Claim.ofBytes(bytes("claim-fund")).toBytes();
        newer[0]--;
        assertThatThrownBy(() -> Claim.ofBytes(newer))
                .hasMessage(
                        "claim: must be of format 1 or older, was of format 2: start the version"
                                + " that wrote it");
    }

    @Test
    void a_quote_book_of_format_0_goes_on() {
        var entries = new TreeMap<>(FORMAT_0);
        entries.keySet().removeIf(key -> !key.contains("/") && !key.equals("clock"));
        List<QuoteBlock.Kept> quotes = new ArrayList<>();
        var _ = QuoteBlock.ofBytes(bytes("quotes/BTC-USD/1767614401000000"), quotes::add);
        assertThat(quotes).extracting(it -> it.quote().sequence()).containsExactly(1L, 3L);
        assertThat(quotes)
                .extracting(QuoteBlock.Kept::passed)
                .containsExactly(micros(1), micros(5));

        var book = QuoteBook.restore(new Cases.Kept(), entries.entrySet());
        List<Claim> found = new ArrayList<>();
        book.tick(Cases.tick(9, at(45)), found::add);
        assertThat(found)
                .extracting(Claim::finding)
                .singleElement()
                .isInstanceOf(Finding.Quoted.class);
    }

    @Test
    void ledger_and_intake_of_format_0_go_on() {
        AccountLedger ledger = AccountLedger.ofBytes(bytes("ledger"));
        assertThat(ledger.nextNumber()).isEqualTo(1);
        assertThat(ledger.balances()).hasSize(1);
        RequestIntake intake = RequestIntake.ofBytes(bytes("intake"));
        assertThat(intake.taken()).isEqualTo(1);
        assertThat(intake.repeats()).isEqualTo(1);
        assertThat(intake.expired()).isZero();
        assertThat(intake.newest()).isEmpty();
        Claim next =
                intake.take(
                                Cases.order("o", new Account("momentum"), BTC, "BUY", "1", at(0)),
                                new ClearingHouse.KnownInMemory(),
                                ClearingTerms.STANDARD)
                        .orElseThrow();
        assertThat(next.number()).isEqualTo(1);
        assertThat(next.finding()).isEqualTo(new Finding.QuoteWanted());
    }

    private static long micros(int seconds) {
        return lab.domain.EventTime.toMicros(at(seconds));
    }

    private static byte[] bytes(String key) {
        return requireNonNull(FORMAT_0.get(key), key).clone();
    }

    private static Map<String, byte[]> read(String name) {
        var entries = new TreeMap<String, byte[]>();
        try (var in = requireNonNull(StateFormatsTest.class.getResourceAsStream(name), name)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(parts -> entries.put(parts[0], HexFormat.of().parseHex(parts[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
