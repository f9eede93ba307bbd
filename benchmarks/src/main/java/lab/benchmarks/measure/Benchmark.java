package lab.benchmarks.measure;

import java.util.List;

/** Something that can be measured. */
public interface Benchmark {
    /** By which {@code --only} knows it. */
    String name();

    /** What is measured, how, and how often: a sentence or two for the report. */
    String method(Size size);

    List<Line> run(Size size, Workspace workspace) throws Exception;
}
