package lab.flink.connector.iggy.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;

/** Throws at the next record whenever it is told to. */
public record BreaksWhenTold(String name) implements MapFunction<String, String> {

    private static final Map<String, AtomicInteger> TO_BREAK = new ConcurrentHashMap<>();

    /** From the record after so many on, once. */
    public static void soon(String name, int records) {
        countdown(name).set(records + 1);
    }

    /** Whether it has thrown since it was told to. */
    public static boolean hasBroken(String name) {
        return countdown(name).get() <= 0;
    }

    @Override
    public String map(String value) {
        AtomicInteger left = countdown(name);
        if (left.get() > 0 && left.decrementAndGet() == 0) {
            throw new IllegalStateException("broken on purpose at " + value);
        }
        return value;
    }

    private static AtomicInteger countdown(String name) {
        return TO_BREAK.computeIfAbsent(name, id -> new AtomicInteger());
    }
}
