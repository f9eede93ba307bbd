package lab.flink.sql.job;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job must not start as things are; the message says why and what to do. */
public final class JobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String CUT = "not on the bus any more";

    /** What is wrong and what else would help, if tables made anew would; else nothing. */
    private final @Nullable String fault;

    private final String otherwise;

    public JobRefusedException(String message) {
        super(message);
        this.fault = null;
        this.otherwise = "";
    }

    private JobRefusedException(String fault, String otherwise, @Nullable Throwable cause) {
        super(
                "%s; run %s to build its tables anew%s"
                        .formatted(
                                fault,
                                Mend.DERIVED,
                                otherwise.isEmpty() ? "" : ", or " + otherwise),
                cause);
        this.fault = fault;
        this.otherwise = otherwise;
    }

    /** Of what goes away with the job's checkpoints, if its tables can be made anew. */
    public static JobRefusedException untilMadeAnew(String fault) {
        return new JobRefusedException(fault, "", null);
    }

    /** The same, where something else helps too. */
    public static JobRefusedException untilMadeAnew(String fault, String otherwise) {
        return new JobRefusedException(fault, otherwise, null);
    }

    public static JobRefusedException untilMadeAnew(String fault, Throwable cause) {
        return new JobRefusedException(fault, "", cause);
    }

    public boolean isMendedByReset() {
        return fault != null;
    }

    /**
     * What to tell, where something is missing on the bus.
     *
     * @param cut what, if anything
     * @param isInCold whether the cold tier has it
     */
    public String reason(Optional<String> cut, boolean isInCold) {
        if (fault == null || cut.isEmpty()) {
            return String.valueOf(getMessage());
        }
        String what = fault.contains(CUT) ? "" : " (" + cut.get() + ")";
        if (isInCold) {
            return "%s; it puts back on the bus what that lacks, from the cold tier%s, but not on a broker of your own"
                    .formatted(getMessage(), what);
        }
        return "%s; %s%s%s"
                .formatted(
                        fault,
                        otherwise.isEmpty() ? "" : otherwise + ", or ",
                        Mend.WITHOUT_THE_BUS,
                        what);
    }
}
