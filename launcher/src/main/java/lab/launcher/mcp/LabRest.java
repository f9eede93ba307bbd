package lab.launcher.mcp;

import java.time.Duration;
import lab.launcher.directory.Ports;
import lab.launcher.query.AnswerSink;

/**
 * The lab that is asked: found anew for each question, as it may have been stopped, or started on
 * other ports, in between.
 */
public interface LabRest {

    /**
     * Where the running lab answers.
     *
     * @throws ToolException if none runs, with the command that starts one
     */
    Ports ports() throws ToolException;

    /**
     * Runs one statement over the tables, to its end or until the sink throws an {@link
     * EnoughException}.
     *
     * @param patience after which it is broken off
     */
    void sql(String statement, Duration patience, AnswerSink sink)
            throws ToolException, InterruptedException;
}
