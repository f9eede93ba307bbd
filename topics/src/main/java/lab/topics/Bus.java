package lab.topics;

/** The bus as every module knows it. */
public final class Bus {
    /** The stream of the live market. */
    public static final String LIVE_STREAM = "crypto";

    /** The stream of replays; the same topics. */
    public static final String REPLAY_STREAM = "replay";

    /** Of every topic. */
    public static final int PARTITIONS = 3;

    public static final int PORT = 8090;

    private Bus() {}
}
