package lab.flink.connector.iggy.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.MapFunction;

/** Lets no record through until it is opened. */
public record Gate(String name) implements MapFunction<String, String> {

    private static final Map<String, CountDownLatch> LATCHES = new ConcurrentHashMap<>();

    public static void open(String name) {
        latch(name).countDown();
    }

    @Override
    public String map(String value) throws InterruptedException {
        latch(name).await();
        return value;
    }

    private static CountDownLatch latch(String name) {
        return LATCHES.computeIfAbsent(name, id -> new CountDownLatch(1));
    }
}
