@NullMarked
package lab.analyst.model;

import org.jspecify.annotations.NullMarked;
