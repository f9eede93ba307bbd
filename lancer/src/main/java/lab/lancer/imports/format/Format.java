package lab.lancer.imports.format;

import java.util.Optional;

/** A format that people's files have. */
public interface Format {
    /** Where in its rows is what, if the file is of this format. */
    Optional<Layout> recognise(Sample sample);
}
