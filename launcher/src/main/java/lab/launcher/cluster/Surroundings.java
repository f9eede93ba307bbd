package lab.launcher.cluster;

import java.time.InstantSource;
import java.util.function.Consumer;
import lab.flink.sql.job.TierSettings;
import lab.launcher.LabPlan;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.launcher.market.FeedMarket;
import lab.launcher.market.LabOptions;
import lab.launcher.service.DeskChoice;
import lab.launcher.service.ServiceContext;

/**
 * What poller, submitter and console have in common: the plan of the lab of which each runs a part.
 *
 * @param say takes lines for whoever reads the part's log
 */
record Surroundings(
        PartSettings settings,
        LabPlan plan,
        FeedMarket market,
        ServiceContext context,
        InstantSource clock,
        Consumer<String> say) {
    static Surroundings of(PartSettings settings, InstantSource clock, Consumer<String> say)
            throws LabException {
        LabOptions options = settings.options();
        var market = new FeedMarket(options, settings.environment(), clock);
        LabPlan plan = LabPlan.live(options, market);
        return new Surroundings(
                settings,
                plan,
                market,
                ServiceContext.of(
                        Environment.live(settings.data()),
                        settings.ports(),
                        settings.ports(),
                        settings.environment(),
                        settings.access(),
                        clock),
                clock,
                say);
    }

    /** By the clock of the market, once the poller has chosen it. */
    Surroundings onMarket() throws LabException {
        return new Surroundings(
                settings,
                plan,
                market,
                context.on(MarketOfDirectory.clock(settings.data()), DeskChoice.OF_SETTINGS),
                clock,
                say);
    }

    TierSettings tiers() {
        return context.tiers();
    }
}
