package lab.launcher.service;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import lab.servicekit.Health;

/** A service that runs, in the lab's process or in one of its own. */
public interface ServicePart extends AutoCloseable {
    /** How each of its parts is. */
    Health health();

    /** Why it will not work again in this run, if so. */
    Optional<String> failure();

    /** What one has to know of it though it works. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /** How far it is, for people. */
    default String standing() {
        return trouble().orElse("");
    }

    /** What keeps it from working, if anything does. */
    default Optional<String> trouble() {
        return Health.firstTrouble(health().snapshot());
    }

    /** What follows its address on the page that a start prints. */
    default String words() {
        return "";
    }

    /** What else a start tells of it, a row each: its name and what is said. */
    default List<Told> told() {
        return List.of();
    }

    /** A row of the page that a start prints. */
    record Told(String row, String words) {}

    /** The tables are there from here on. */
    default void tablesAreThere() {}

    /**
     * Whether it has said all that there is to say of what stands on the bus and in the tables at
     * the time of this call.
     *
     * @param hasMarket whether there is anything on the bus to decide by
     */
    BooleanSupplier saidAll(BooleanSupplier hasMarket);

    @Override
    void close() throws IOException;
}
