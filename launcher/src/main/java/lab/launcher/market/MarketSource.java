package lab.launcher.market;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import lab.domain.MarketClock;
import lab.launcher.directory.LabException;
import lab.launcher.service.DeskChoice;
import lab.servicekit.http.Router;
import lab.topics.BusConnection;

/** Where the market of a lab's environment comes from: a feed, or what was kept of the past. */
public interface MarketSource {
    /** Refuses what cannot be, before anything is started. */
    void check() throws LabException;

    /**
     * Finds out which market it is, while the servers come up.
     *
     * @return whose clock its times are by: what reads the market has to know
     */
    MarketClock choose() throws LabException, InterruptedException;

    /** Whether what is told of the market, once it is chosen, holds order books. */
    default boolean hasBooks() {
        return false;
    }

    /**
     * Puts onto the bus what has to be there before anybody reads it.
     *
     * @return what to tell of it
     */
    List<String> prepare(BusConnection bus) throws LabException, InterruptedException;

    /** What is answered of it beside the page. */
    List<Router.Routes> routes();

    /** Which desk goes with it. */
    DeskChoice desk() throws LabException;

    /** Starts the feed; there are topics by now. */
    LabFeed start(BusConnection bus, MeterRegistry registry)
            throws LabException, InterruptedException;
}
