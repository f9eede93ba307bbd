@NullMarked
package lab.cli.answer;

import org.jspecify.annotations.NullMarked;
