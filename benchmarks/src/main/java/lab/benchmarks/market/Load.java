package lab.benchmarks.market;

import lab.topics.Bus;
import lab.topics.Topic;

/**
 * How much market data there is: as many ticks as trades, the same number in every partition.
 *
 * <p>The bus's stream is named after it, by which the generator, too, knows what to make.
 *
 * @param rowsOfPartition of either topic
 */
public record Load(long rowsOfPartition) {
    private static final String PREFIX = "rows-";

    /** The market's clock must not pass midnight. */
    private static final long ROWS_MAX = 2_000_000;

    public Load {
        if (rowsOfPartition < GeneratedMarket.PAIRS_OF_PARTITION || rowsOfPartition > ROWS_MAX) {
            throw new IllegalArgumentException(
                    "rows of a partition: must be %d to %d, was %d"
                            .formatted(
                                    GeneratedMarket.PAIRS_OF_PARTITION, ROWS_MAX, rowsOfPartition));
        }
    }

    /** So many of each topic, or a few fewer. */
    public static Load ofTopic(long rows) {
        long pairs = GeneratedMarket.PAIRS_OF_PARTITION;
        return new Load(Math.max(1, rows / Bus.PARTITIONS / pairs) * pairs);
    }

    public static Load ofStream(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "stream: must be %s and a number, was %s".formatted(PREFIX, name));
        }
        return new Load(Long.parseLong(name.substring(PREFIX.length())));
    }

    public String stream() {
        return PREFIX + rowsOfPartition;
    }

    public long rowsOfTopic() {
        return rowsOfPartition * Bus.PARTITIONS;
    }

    public long rows() {
        return 2 * rowsOfTopic();
    }

    /** Trades that stand in a candle which has appeared: all but the one that closes each pair. */
    public long tradesInCandles() {
        return rowsOfTopic() - (long) GeneratedMarket.PAIRS_OF_PARTITION * Bus.PARTITIONS;
    }

    /** Of the other topics there is nothing. */
    public long rowsOfPartition(String topic) {
        boolean isMarket =
                topic.equals(Topic.PRICES.topicName()) || topic.equals(Topic.TRADES.topicName());
        return isMarket ? rowsOfPartition : 0;
    }
}
