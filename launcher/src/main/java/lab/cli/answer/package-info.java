/** Tables as text, CSV and JSON. */
@NullMarked
package lab.cli.answer;

import org.jspecify.annotations.NullMarked;
