@NullMarked
package lab.analyst.facts;

import org.jspecify.annotations.NullMarked;
