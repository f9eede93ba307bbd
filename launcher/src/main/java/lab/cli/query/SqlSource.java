package lab.cli.query;

import java.io.IOException;
import lab.launcher.directory.LabException;
import lab.launcher.query.AnswerSink;

/** Where statements are run: a running lab, or this process. */
interface SqlSource extends AutoCloseable {

    void answer(String statement, boolean follow, AnswerSink sink)
            throws LabException, IOException, InterruptedException;

    @Override
    void close();
}
