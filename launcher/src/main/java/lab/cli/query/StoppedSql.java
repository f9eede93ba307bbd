package lab.cli.query;

import java.io.IOException;
import java.util.Optional;
import lab.cli.client.NotRunning;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.StoppedLab;

/** A lab that does not run: what a statement needs is started here, and stopped again. */
final class StoppedSql implements SqlSource {
    private final StoppedLab lab;

    private StoppedSql(StoppedLab lab) {
        this.lab = lab;
    }

    static StoppedSql open(DataDir data, Optional<String> branch) throws LabException {
        if (!data.exists()) {
            throw NotRunning.neverWas(data);
        }
        return new StoppedSql(new StoppedLab(data, branch));
    }

    @Override
    public void answer(String statement, boolean follow, AnswerSink sink)
            throws LabException, IOException, InterruptedException {
        lab.answer(statement, follow, sink);
    }

    @Override
    public void close() {
        lab.close();
    }
}
