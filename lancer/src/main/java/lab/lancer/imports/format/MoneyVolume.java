package lab.lancer.imports.format;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Finds out whether what is taken for a volume in coins is one in money or in contracts: then
 * another column has the coins. Exchanges call each of them volume.
 */
public final class MoneyVolume {
    /** Dollars or contracts of so many; larger ones are of days gone by. */
    private static final List<Integer> SIZES = List.of(1, 10, 100, 1_000);

    private final Layout.Columns columns;
    private final int volume;
    private final Money money;

    public MoneyVolume(Layout.Columns columns, Numbers numbers, List<List<String>> rows) {
        this.columns = columns;
        switch (columns) {
            case Layout.Candle candle -> {
                this.volume = candle.volume();
                this.money = new Money(rows, numbers, candle.low(), candle.high());
            }
            case Layout.Trade trade -> {
                this.volume = trade.size();
                this.money = new Money(rows, numbers, trade.price(), trade.price());
            }
        }
    }

    /**
     * What is wrong with the volume.
     *
     * @param name of a column
     */
    public Optional<String> wrong(IntFunction<String> name) {
        return inMoney(name).or(() -> inContracts(name));
    }

    private Optional<String> inMoney(IntFunction<String> name) {
        for (int size : SIZES) {
            var coins = others().filter(it -> money.isMoney(volume, it, size)).findFirst();
            if (coins.isPresent()) {
                return Optional.of(
                        "%s is %s times the price%s"
                                .formatted(
                                        name.apply(volume),
                                        name.apply(coins.getAsInt()),
                                        size == 1 ? "" : ", in contracts of " + size));
            }
        }
        return Optional.empty();
    }

    /**
     * Contracts are so many coins each, or so much money, of which each has a column of its own.
     */
    private Optional<String> inContracts(IntFunction<String> name) {
        if (others().anyMatch(it -> money.isMoney(it, volume, 1))) {
            return Optional.empty();
        }
        return others().filter(it -> money.isMultiple(volume, it))
                .boxed()
                .flatMap(like ->
                        others().filter(it ->
                                        it != like
                                                && (money.isMoney(it, like, 1)
                                                        || money.isMoney(like, it, 1)))
                                .mapToObj(it ->
                                        "%s has as many contracts as %s, and one of %s and %s is the other times the price"
                                                .formatted(
                                                        name.apply(volume),
                                                        name.apply(like),
                                                        name.apply(like),
                                                        name.apply(it))))
                .findFirst();
    }

    private IntStream others() {
        return money.columns()
                .filter(column -> column != volume)
                .filter(column -> !columns.numbers().contains(column))
                .filter(column -> column != columns.when().date());
    }
}
