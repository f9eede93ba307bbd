/** Which words are English. */
@NullMarked
package lab.analyst.words;

import org.jspecify.annotations.NullMarked;
