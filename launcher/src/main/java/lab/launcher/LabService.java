package lab.launcher;

import java.util.Locale;
import java.util.stream.Stream;

/** A service that the lab starts within itself, or leaves to a process of its own. */
public enum LabService {
    /** Finds similar past patterns. */
    LANCER(Rank.LANCER),
    /** Comments on the market. */
    ANALYST(Rank.ANALYST),
    /** The paper desk: strategies, risk, orders, the audit. */
    CONSENSUS(Rank.DESK);

    private final Rank rank;

    LabService(Rank rank) {
        this.rank = rank;
    }

    /** As in file names, and as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By its name as users write it.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static LabService parse(String name) {
        return Stream.of(values())
                .filter(service -> service.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "service: must be lancer, analyst or consensus, was " + name));
    }

    Rank rank() {
        return rank;
    }

    /** Where it listens. */
    public Ports.Named port(Ports ports) {
        return switch (this) {
            case LANCER -> new Ports.Named("pattern service", ports.lancer());
            case ANALYST -> new Ports.Named("analyst", ports.analyst());
            case CONSENSUS -> new Ports.Named("paper desk", ports.consensus());
        };
    }

    /** Starts it in this process, beside a lab that runs in another. */
    ServicePart startAlone(PartSurroundings surroundings) throws LabException {
        return switch (this) {
            case LANCER -> LancerPart.startAlone(surroundings);
            case ANALYST -> AnalystPart.startAlone(surroundings);
            case CONSENSUS -> {
                DeskPart desk = DeskPart.start(surroundings, DeskChoice.OF_SETTINGS);
                desk.startAuditing();
                yield desk;
            }
        };
    }
}
