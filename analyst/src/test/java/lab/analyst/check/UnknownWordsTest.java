package lab.analyst.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.analyst.words.EnglishWords;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that no fact says, beside units and on the whole. */
class UnknownWordsTest {
    private static Checked check(String narrative) {
        return Checker.check(Json.write(CheckerTest.fields(narrative)), CheckerTest.SHOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // glued, misspelt, placeholders
                "The price rose twentyfive percent.",
                "The market cap is trillions.",
                "The price climbed into the nineties.",
                "The change is in the low teens.",
                "Volume rose to a multiple of itself.",
                "It gained a score of points.",
                "The price rose by XX percent.",
                "The price rose by XX%.",
                "The price rose by xx per cent.",
                "The price rose by N percent in this window.",
                "The price rose x% in this window.",
                "The price rose fourty percent.",
                "The price rose twenny-five percent.",
                "The price rose fiftypercent.",
                "The price rose seventy-percent.",
                "The price rose umpteen percent.",
                "The price rose tenx in this window.",
                "The price rose fivetimes in this window.",
                "The price rose XX  percent.",
                "The price rose XX (percent).",
                "The price rose **XX** percent.",
                "The price rose XX, percent.",
                "The price rose XX_percent.",
                "The price rose XX whole percent.",
                "The price rose XX to YY percent.",
                "The price rose XX percentage points.",
                "The price rose XX basis points.",
                "The price rose XX bps.",
                "The price rose XX points.",
                "The price rose XX in percent.",
                "The price rose $XX in this window.",
                "The price rose by XX dollars.",
                "The price rose by USD XX in this window.",
                "The price rose € XX in this window.",
                "The price reached ¥XX in this window.",
                "XX hours ago the price was lower.",
                "The price was lower fiftyfive minutes ago.",
                // multiples
                "Volume grew sixfold.",
                "Volume grew six-fold.",
                "Volume grew XX-fold.",
                "Volume grew manyfold.",
                "Volume grew manifold.",
                "Volume grew hundredfold.",
                "Volume quintupled.",
                "Volume is quintupling.",
                "Volume sextupled.",
                "Volume undecupled.",
                "Volume trebled.",
                "Volume doubled.",
                "Volume quadrupled and then some.",
                "Volume grew XX times.",
                "Volume is many times its mean.",
                "Volume is several times its mean.",
                "Volume is a few times its mean.",
                "Volume is two and a half times its mean.",
                "Volume is ten times its mean.",
                "Volume is a hundred times its mean.",
                "Volume has doubled or even tripled.",
                "Volume rose 3×.",
                "Volume rose XX×.",
                // vague
                "The price rose several percent.",
                "The price rose a few percent.",
                "The price rose a couple of percent.",
                "The price rose some percent.",
                "The price rose a percent.",
                "The price rose no percent.",
                "The price rose half a percent.",
                "The price rose a fraction of a percent.",
                "The price rose a third of a percent.",
                "The price rose dozens of percent.",
                "The price rose tens of percent.",
                "The price rose a dozen percent.",
                "The price rose a double-digit percentage.",
                "The price rose a tiny percentage.",
                "The price rose a few dollars.",
                "The price rose a dollar.",
                "The price rose several points.",
                "For several hours it rose.",
                "For a couple of hours it rose.",
                // numbers in words, of other kinds
                "The price rose between ten and twenty percent.",
                "The price rose between ten and fifteen percent.",
                "The price rose one point five percent.",
                "The price rose one and a half percent.",
                "The price rose twenty-five per cent.",
                "The price rose five twenty percent.",
                "It is in the ninetieth percentile.",
                "It is the twelfth time.",
                "It is the umpteenth time.",
                "The price rose XII percent.",
                "The price rose Ⅻ percent.",
                "The price rose Ⅻ and nothing else.",
                "The price rose IV percent.",
                "The price rose 10² in this window.",
                // other digits, letters that look alike, joins
                "The price rose ٢٥ percent.",
                "The price rose ２５ percent.",
                "The price rose २५ percent.",
                "The price rose ᴛᴇɴ percent.",
                "The price rose tеn percent.",
                "The price rose t\u200ben percent.",
                "The price rose twen\u00adty percent.",
                "The price rose 𝟐𝟓 percent.",
                "The price rose tén percent.",
                "The price rose 25٪.",
                "The price rose XX٪ here.",
                // other languages
                "The price rose cincuenta por ciento.",
                "The price rose cincuenta porciento.",
                "The price rose trente pour cent.",
                "The price rose zwanzig Prozent.",
                "The price rose dieci per cento.",
                "The price rose vinte por cento.",
                "The price rose tien procent.",
                "The price rose tio procent.",
                "The price rose kymmenen prosenttia.",
                "The price rose yüzde elli.",
                "The price rose lima persen.",
                "The price rose dziesięć procent.",
                "The price rose пятьдесят процентов.",
                "The price rose 五十パーセント.",
                "The price rose 百分之五十.",
                "The price rose πενήντα τοις εκατό.",
                "The price rose zwanzig percent.",
                "The price rose trente percent.",
                "The price rose zehn Dollar.",
                "The price rose diez dólares.",
                "The price rose dix fois.",
                "The price rose 0.415 Prozent.",
                "The price rose 0.415 por ciento.",
                "The price rose 0.415 pour cent.",
                "It rose in 14 Minuten.",
                "The volume hat sich verdoppelt.",
                "The price rose fünfzig vom Hundert.",
                "The price rose cinquanta percento.",
                "The price rose fem prosent.",
                "The price rose pet odsto.",
                "The price rose pięć złotych.",
                "The price rose năm phần trăm.",
                "The price rose femti prosent.",
                "The price rose otuz yüzde.",
                "The price rose gojuu paasento.",
                "The price rose wushi percent.",
                "The price rose cinquenta percent in this window, on calm volume and without news.",
                // units that no fact has
                "It rose for 14 days.",
                "It rose by 14 cents.",
                "It rose by 14 pips.",
                "It rose by 0.415 ppm.",
                // rates, shares, money of another kind, numerals in pictures
                "The price rose by IX in this window, and buyers remain active while sellers wait.",
                "I am 💯 sure that buyers remain active.",
                "The price rose 🔟 in this window.",
                "The price rose by ? percent in this window.",
                "The price rose by ?? percent in this window.",
                "The price rose by … percent in this window.",
                "Volume redoubled in this window.",
                "Volume is up by a factor of many.",
                "Volume is up by a factor of V.",
                "Volume is a multiple of its mean.",
                "Volume is orders of magnitude above its mean.",
                "A single-digit gain is likely.",
                "A double-digit gain is likely.",
                "A six-figure price is near.",
                "The price rose by a penny in this window.",
                "The price rose by another buck in this window.",
                "The price rose 0.415% per hour in this window.",
                "The price rose 0.415% every minute.",
                "The price rose 0.415% hourly.",
                "The price rose 0.415% annualized.",
                "It rose 0.415% within half an hour.",
                "The price rose half a point.",
                "The price rose 14 points.",
                "It rose for a day or so.",
                "It rose for an entire week.",
                "It is the best price in a decade.",
                "The price is €62,312.45.",
                "The price is 62312.45 euros.",
                "The price is 62312.45 pounds.",
                "The price is ₿62312.45.",
                "The price is seventy grand.",
                "The odds are 2:1, or two to one.",
                "There is a one-in-ten chance.",
                "The price rose by twentyish percent.",
                "The price rose by t-e-n percent.",
                "The price rose by ten per hundred.",
                "Volume is X10 its mean.",
                "Volume grew zehnfach.",
                "The price rose by ___ percent.",
                // what no fact is a number of, spans that no fact has, steps, and other ordinals
                "It jumped a cool grand.",
                "The price rose a grand.",
                "The price rose a point.",
                "The price gained a full point.",
                "The price moved a tick higher.",
                "The price is 62312.45 ETH.",
                "The price is 62312.45 bitcoin.",
                "The price is 62312.45 lira.",
                "The price is 62312.45 krona.",
                "The price is 62312.45 zloty.",
                "The price is 62312.45 rand.",
                "The price is 62312.45 shekels.",
                "The price is 62312.45 baht.",
                "The price is 62312.45 ounces.",
                "The price is 62312.45 Australian dollars.",
                "Volume is 1.84 sigma above its mean.",
                "Volume is 1.84 standard deviations above its mean.",
                "Volume is 14 lots.",
                "Volume is 14 contracts.",
                "Volume was 14 bitcoin.",
                "Volume was 0.5 BTC.",
                "It rose 0.415 degrees.",
                "It is the second time.",
                "It is the second straight gain.",
                "The price rose 0.415 percent a minute.",
                "The price rose 0.415% overnight.",
                "The odds are one to one.",
                "The price rose by a lakh.",
                "It rose by one lakh.",
                "The price rose by 0.415 crore.",
                "The yearly gain is 0.415%.",
                "The daily gain is 0.415%.",
                "The gain this week is 0.415%.",
                "Yesterday it rose 0.415%.",
                "Last year it rose 0.415%.",
                "The annual gain is 0.415%.",
            })
    void sends_a_word_that_no_fact_says_beside_a_unit_to_review(String narrative) {
        Checked checked = check(narrative);
        assertThat(checked.verdict()).as(narrative).isEqualTo(Verdict.REVIEW);
        assertThat(checked.sentiment()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "El precio sube.",
                "El precio de BTC-USD es 62312.45 y sube.",
                "El precio subió 0.415% en los últimos 15 minutos.",
                "Le prix monte.",
                "Le prix est de 62312.45 et il monte dans cette fenêtre.",
                "Der Preis steigt.",
                "Der Preis stieg in den letzten 15 Minuten um 0.415%.",
                "Preis: 62312.45, steigend.",
                "Il prezzo sale.",
                "Il prezzo di BTC è salito dello 0.415%.",
                "O preço sobe.",
                "O preço subiu 0.415% com volume alto.",
                "De prijs stijgt.",
                "De prijs is 62312.45 en het volume is hoog.",
                "Priset stiger.",
                "Prisen stiger i dette vinduet.",
                "Hinta nousee.",
                "Hind tõuseb.",
                "Cena rośnie.",
                "Cena roste.",
                "Cijena raste.",
                "Az ár emelkedik.",
                "Fiyat yükseliyor.",
                "Fiyat 62312.45 ve hacim 1.84x.",
                "Harga naik.",
                "Giá tăng.",
                "Prețul crește.",
                "Kaina kyla.",
                "Bei inapanda.",
                "Ang presyo ay tumataas.",
                "Tsena rastyot.",
                "Kakaku ga agatte imasu.",
                "Pretium ascendit.",
                "La prezo altiĝas.",
                "Цена растёт.",
                "価格は上昇しています。",
                "价格上涨。",
                "가격이 상승합니다.",
                "السعر يرتفع.",
                "Η τιμή ανεβαίνει.",
                "The price is 62312.45. El volumen es alto y la tendencia sigue.",
            })
    void sends_what_is_not_in_english_to_review(String narrative) {
        Checked checked = check(narrative);
        assertThat(checked.verdict()).as(narrative).isEqualTo(Verdict.REVIEW);
        assertThat(checked.reasons()).anySatisfy(it -> assertThat(it).startsWith("narrative:"));
    }

    /** As small models word them, with the facts' numbers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The price is currently 62312.45, up 0.415% over the last 15 minutes.",
                "BTC-USD has climbed from 62055.1 to 62312.45, a change of 0.415%, on volume that is"
                        + " 1.84 times its mean.",
                "Momentum is positive: the trend is up and the trading volume is 1.84x the hourly"
                        + " mean, suggesting continued buying interest.",
                "In percent terms, the move of 0.415% is small.",
                "The percentage change over the window is 0.415%.",
                "The change in % is 0.415.",
                "A percentage of 0.415% is modest.",
                "The percent change is 0.415.",
                "Priced in USD, the asset stands at 62312.45.",
                "Priced in U.S. dollars, the asset stands at $62,312.45.",
                "Against the dollar, it gained 0.42%.",
                "In dollar terms the move is modest.",
                "In USD terms the move is modest.",
                "At times the market was quiet, and sometimes it was busy.",
                "In recent times the pair has been volatile.",
                "In these times, caution is advised.",
                "All facts point to a rise; the evidence points to higher prices.",
                "The trend points up, and volume points in the same direction.",
                "At this point the picture is mixed.",
                "From a technical point of view, the picture is bullish.",
                "These data points agree.",
                "The last hour looks like past hours that ended higher.",
                "After the past hours most like the last one, prices rose.",
                "Over the next hour the price could rise.",
                "Over the past hour the price held.",
                "Within the last hour there was little change.",
                "In recent minutes buyers were in control.",
                "Trading was active in 14 of the last 15 minutes.",
                "Trading hours do not matter here.",
                "It's a quiet market that doesn't show a clear direction, and sellers aren't active.",
                "Bitcoin's price is rising, Ethereum and Dogecoin aren't in the data.",
                "Bitcoin rises.",
                "Bullish.",
                "Buyers dominate.",
                "Volume is coupled with a rising price.",
                "As events unfold, the trend stays up.",
                "The price broke out of its consolidation range, with a retracement towards 62055.1.",
                "Short-term indicators (change_15m, volume_ratio) support a bullish outlook.",
                "Overall, the market shows strength, but the rally may be overextended.",
                "The uptrend is intact; a pullback is possible, yet dips were bought.",
                "PRICE IS RISING.",
                "The drop of -1.25% was short-lived; price has since recovered to 62,312.45.",
                "Base rates matter: without them, the pattern says little.",
                "A fall of 1.25 percent, then a rise of 0.415 percent.",
                "A move of 0.415 percentage points.",
                "A move of 41.5 bps.",
                "The price rose by 41.5 basis points, which isn't much.",
                "Volume is one point eight four times its mean.",
                "Zero point four one five per cent is the change.",
                "An hour is 60 minutes.",
                "Half of its mean is what volume reached.",
                "Volume was 1.84-fold its mean.",
                "Market sentiment is neutral as signals conflict.",
                "Nothing stands out.",
                "The two-way trade is balanced, with double-edged risks.",
                "Several indicators point up.",
                "Buyers won.",
                "These figures agree.",
                "A key factor of this move is volume.",
                "Multiple signals agree.",
                "Within a quarter of an hour it rose.",
                "Half of the move was retraced.",
                "Is the price going up? Percent changes say so.",
                "The day is young, and the price may rise each day.",
                "The price is 62312.45 USDT, or $62,312.45.",
                "Trading was won by buyers.",
                "PRICE AND VOLUME GIVE A MIXED PICTURE.",
                "There is one caveat: the drop of -1.25%.",
                "On the one hand, price is up; on the other hand, volume is thin.",
                "Price holds near 62,312.45, roughly 0.42% above where it was 15 minutes ago.",
                "Price: 62312.45; change: 0.415%; volume: 1.84x.",
                "The daily chart is not in the data, and the price may fall next week.",
                "It was lower an hour ago, and 0.415% is the change since.",
                "A point of interest is the volume, up to a degree.",
                "The second half of the hour was calm.",
                "Today the price is 62312.45.",
                "The trend looks grand, and each tick confirms it.",
                "From 62055.1 the price of bitcoin rose to 62312.45.",
                "Volume confirms the move, and lots of buyers are active.",
            })
    void accepts_plain_english_by_the_facts(String narrative) {
        Checked checked = check(narrative);
        assertThat(checked.reasons()).as(narrative).isEmpty();
    }

    static Stream<String> units() {
        return Stream.of(
                "percent",
                "per cent",
                "%",
                "pct",
                "percentage points",
                "basis points",
                "bps",
                "times",
                "fold",
                "dollars",
                "USD",
                "EUR",
                "euros",
                "points",
                "cents",
                "x");
    }

    /** Letters at random are no English word, and no fact says them: the seed is printed. */
    @ParameterizedTest
    @MethodSource("units")
    void any_letters_before_a_unit_are_taken_for_a_number(String unit) {
        long seed = 20_251_129L;
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            String word = word(random);
            if (EnglishWords.has(word)) {
                continue;
            }
            for (String joint : List.of(" ", "-", "  ")) {
                String narrative =
                        "The price moved %s%s%s in this window.".formatted(word, joint, unit);
                assertThat(check(narrative).verdict())
                        .as("seed %d: %s", seed, narrative)
                        .isEqualTo(Verdict.REVIEW);
            }
        }
    }

    private static String word(Random random) {
        int length = 2 + random.nextInt(9);
        return IntStream.range(0, length)
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
                .reduce("", String::concat);
    }

    @ParameterizedTest
    @MethodSource("units")
    void any_number_in_words_before_a_unit_is_checked(String unit) {
        List<String> tens =
                List.of(
                        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
                        "ninety");
        List<String> ones =
                List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
        for (String ten : tens) {
            for (String one : ones) {
                if (ten.equals("forty") && one.equals("two")) {
                    continue; // what 41.5 basis points are, rounded
                }
                for (String joint : List.of(" ", "-", "")) {
                    String narrative =
                            "The price moved %s%s%s %s in this window."
                                    .formatted(ten, joint, one, unit);
                    assertThat(check(narrative).verdict()).as(narrative).isEqualTo(Verdict.REVIEW);
                }
            }
        }
    }

    @Test
    void a_number_in_words_glued_together_is_read() {
        assertThat(check("In the last fifteen minutes it rose.").reasons()).isEmpty();
        assertThat(check("It stands at sixtytwo thousand threehundred twelve.").reasons())
                .isEmpty();
    }
}
