package lab.launcher.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LabExceptionTest {
    @Test
    void the_reason_is_that_of_the_root() {
        assertThat(LabException.reason(new IOException("outer", new IOException("inner"))))
                .isEqualTo("inner");
        assertThat(LabException.reason(new IOException(new NoSuchFileException("x"))))
                .isEqualTo("x (NoSuchFileException)");
        assertThat(LabException.reason(new LabException("said", new IOException("inner"))))
                .isEqualTo("said");
    }

    @Test
    void where_the_root_has_no_words_those_of_what_wraps_it_count() {
        var timeout = new TimeoutException();
        assertThat(LabException.reason(new IOException("fluss: it must answer", timeout)))
                .isEqualTo("fluss: it must answer");
        assertThat(
                        LabException.reason(
                                new ExecutionException(new IOException("it must answer", timeout))))
                .isEqualTo("it must answer");
        assertThat(LabException.reason(new ExecutionException(timeout)))
                .as("the name of its cause is no word of its own")
                .isEqualTo("TimeoutException");
    }
}
