package lab.cli;

import java.io.PrintWriter;
import lab.launcher.query.AnswerSink;

/** How an answer is printed. */
enum AnswerFormat {
    /** For people: a table with a frame, and how many rows there are. */
    TABLE {
        @Override
        AnswerSink to(PrintWriter out) {
            return new TableAnswer(out);
        }
    },
    /** RFC 4180 with a header line; lines end with a line feed alone, as Unix tools want them. */
    CSV {
        @Override
        AnswerSink to(PrintWriter out) {
            return new CsvAnswer(out);
        }
    },
    /** One array of objects, a row a line; of a stream one object a line. */
    JSON {
        @Override
        AnswerSink to(PrintWriter out) {
            return new JsonAnswer(out);
        }
    };

    abstract AnswerSink to(PrintWriter out);
}
